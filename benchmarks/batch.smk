# The runs of compare_batch.py as rules of Snakemake: a notebook after those whose tables it reads, then its page.
# `runs` and `tools` come from --configfile and --config; the tools are those of the project's own interpreter.


def options(wildcards):
    parameters = config["runs"][wildcards.name]["parameters"]
    return " ".join(f"-p {name} '{value}'" for name, value in parameters.items())


rule all:
    input:
        expand("executed/{name}.html", name=config["runs"]),


rule execute:
    input:
        notebook=lambda wildcards: f"notebooks/{config['runs'][wildcards.name]['notebook']}.ipynb",
        needs=lambda wildcards: expand("executed/{need}.ipynb", need=config["runs"][wildcards.name]["needs"]),
    output:
        "executed/{name}.ipynb",
    params:
        options=options,
    shell:
        "{config[tools]}/papermill {input.notebook} {output} {params.options}"


rule page:
    input:
        "executed/{name}.ipynb",
    output:
        "executed/{name}.html",
    shell:
        "{config[tools]}/jupyter nbconvert --to html {input}"
