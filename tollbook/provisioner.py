"""How kernels are had: forked from the warm process of the batch, or started as processes of their own.

These are provisioners in jupyter_client's sense. One is given to the kernel manager as an object, not by the
name of an entry point, so that a checkout that was never installed, or not since, has them too.
"""

from __future__ import annotations

import asyncio
import os
import time
from queue import Empty
from typing import Any

from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from tollbook.asked import END_SECONDS, Asked
from tollbook.forked import Forked, Warm

LOOK_SECONDS = 0.005
CONNECT_SECONDS = 0.2
LISTEN_SECONDS = 30
CHANNELS = ("shell", "iopub", "stdin", "hb", "control")


class ColdProvisioner(LocalProvisioner):
    """Starts a kernel as a process of its own, and sees at once that it listens and that it has ended."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        connection = await super().launch_kernel(cmd, **options)
        await self.until_it_listens()
        return connection

    async def until_it_listens(self) -> None:
        """Wait for the kernel's sockets: who connects too early tries again only after 0.1 s."""
        known = self.connection_info
        sockets = [f"{known['ip']}-{known[f'{channel}_port']}" for channel in CHANNELS]
        until = time.monotonic() + (LISTEN_SECONDS if known["transport"] == "ipc" else 0)
        while (
            await self.poll() is None and time.monotonic() < until and not all(map(os.path.exists, sockets))
        ):
            await asyncio.sleep(LOOK_SECONDS)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Wait for the end here: the manager, which asks next, looks only every 0.1 s."""
        until = time.monotonic() + END_SECONDS
        while await self.poll() is None and time.monotonic() < until:
            await asyncio.sleep(LOOK_SECONDS)

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:
        """Return the seconds that a kernel still has after the wait above."""
        return min(recommended, 1.0)


class WarmProvisioner(ColdProvisioner):
    """Has a kernel forked from the warm process; started as a process of its own where there is none."""

    warm: Warm | None = None
    log_file = ""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        arguments = tuple(cmd[cmd.index("-m") + 2 :])
        environment = {str(name): str(value) for name, value in options["env"].items()}
        asked = Asked(str(options["cwd"]), environment, self.log_file, kernel=arguments)
        forked = self.warm.fork(asked) if self.warm is not None else None
        if forked is None:
            return await super().launch_kernel(cmd, **options)
        self.process, self.pid, self.cwd = forked, forked.pid, options["cwd"]
        await self.until_it_listens()
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        if isinstance(self.process, Forked):
            self.process.send_signal(signum)
        else:
            await super().send_signal(signum)


class QuickClient(AsyncKernelClient):
    """A client that is ready when the kernel is: jupyter_client's own waits 0.2 s more for silence."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel answers and what it prints arrives. Raises RuntimeError when it does not."""
        until = time.monotonic() + (timeout or float("inf"))
        while time.monotonic() < until:
            asked = self.kernel_info()
            if await self._arrives(self.get_shell_msg, asked, "kernel_info_reply", 1.0) and (
                await self._arrives(self.get_iopub_msg, asked, "status", CONNECT_SECONDS, "idle")
            ):
                return
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it was ready")
        raise RuntimeError(f"the kernel did not answer in {timeout:g} s")

    @staticmethod
    async def _arrives(get: Any, asked: str, kind: str, seconds: float, state: str = "") -> bool:
        """Tell whether the message of this kind for what was asked comes in time."""
        until = time.monotonic() + seconds
        while True:
            try:
                message = await get(timeout=max(0.0, until - time.monotonic()))
            except Empty:
                return False
            is_ours = message["parent_header"].get("msg_id") == asked and message["msg_type"] == kind
            if is_ours and state in ("", message["content"].get("execution_state")):
                return True


class Manager(AsyncKernelManager):
    """A kernel manager whose client is ready when the kernel is."""

    def client(self, **options: Any) -> QuickClient:
        self.client_factory = QuickClient
        return super().client(**options)
