"""A sweep of codesign searches over devices, one SparkSubmit task for each stage of each search.

Every task is the same search on the same run directory, told to go on until the end of one stage. What an earlier task
or an earlier try has finished is not computed again, so a retry resumes. Runs of one DAG run lie in
``<runs>/<name or run id>/<device>``. Teacher, blocks and sensitivities do not depend on the device: the first device's search
trains them, and the others take them over.

Copy this file into the folder of your DAGs. Settings, from the environment of the scheduler and the workers:

CODESIGN_JAR      the jar for spark-submit, made by ``mvn -Dquick -Pspark-submit -pl driver -am package``; any URL that
                  spark-submit takes
CODESIGN_DEVICES  the devices of the sweep, separated by commas: names in conf/devices or paths of JSON files, all of
                  the kind that the configuration's accelerator section is for; default: zu3eg
CODESIGN_CONNECTION  the id of the Spark connection; default: spark_default

Parameters of a DAG run (defaults in PARAMS below): ``config`` and ``runs``, both on a file system that the driver and
the executors share, ``name`` of an earlier sweep to go on with, and ``settings``, a list of KEY=VALUE that win over the configuration.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta

import pendulum
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG, Param, TaskGroup

JAR = os.environ.get("CODESIGN_JAR", "/opt/codesign/codesign-spark.jar")
DEVICES = [device.strip() for device in os.environ.get("CODESIGN_DEVICES", "zu3eg").split(",") if device.strip()]
CONNECTION = os.environ.get("CODESIGN_CONNECTION", "spark_default")

# Task id, the last stage of the task, and what Airflow shows of it. The last one runs to the report.
STAGES = [
    ("teacher", "teacher", "Read or train the teacher and store its activations"),
    ("blocks", "blocks", "Train every block by distillation"),
    ("sensitivity", "sensitivity", "Measure how sensitive every layer is to few bits"),
    ("costs", "costs", "Cost the accelerators"),
    ("front", "front", "Find the exact Pareto front"),
    ("report", None, "Train, measure and export finalists, and write the report"),
]

PARAMS = {
    "config": Param("/opt/codesign/conf/quickstart.yaml", type="string", description="The configuration, a YAML file"),
    "runs": Param("/tmp/codesign-runs", type="string", description="Where the run directories go"),
    "name": Param("", type="string", description="The sweep's folder; give an earlier one's to go on; default: the run id"),
    "settings": Param([], type="array", items={"type": "string"}, description="KEY=VALUE that win over the file"),
}

# The teacher is trained in the driver. Deeplearning4j keeps tensors outside the heap: as much memory there as in it, and one
# native thread a task.
SPARK_CONF = {
    "spark.driver.memory": "4g",
    "spark.executor.memory": "4g",
    "spark.executor.memoryOverhead": "4g",
    "spark.executor.extraJavaOptions": "-Dorg.bytedeco.javacpp.maxbytes=3g -Dorg.bytedeco.javacpp.maxphysicalbytes=0",
    "spark.executorEnv.OMP_NUM_THREADS": "1",
}


def name_of(device: str) -> str:
    """The device as a name of folders and task groups: the file's name where it is a path."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", os.path.basename(device).removesuffix(".json"))


class CodesignSearch(SparkSubmitOperator):
    """A search until the end of a stage. The settings of the DAG run are known only when it runs."""

    RUN = "{{ params.runs }}/{{ (params.name or run_id) | replace(':', '-') | replace('+', '-') }}/"

    def __init__(self, *, device: str, until: str | None, blocks_from: str | None, **kwargs) -> None:
        arguments = [
            "search",
            "--config",
            "{{ params.config }}",
            "--run",
            self.RUN + name_of(device),
            "--set",
            f"device={device}",
        ]
        if until:
            arguments += ["--until", until]
        if blocks_from:
            arguments += ["--blocks-from", self.RUN + name_of(blocks_from)]
        super().__init__(application_args=arguments, **kwargs)

    def execute(self, context) -> None:
        for setting in context["params"]["settings"]:
            self.application_args = [*self.application_args, "--set", setting]
        super().execute(context)


with DAG(
    dag_id="codesign_sweep",
    description="Joint search of architecture, bit-widths and accelerator, for several devices",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    # One search after another: each takes the whole cluster.
    max_active_tasks=1,
    params=PARAMS,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=1)},
    doc_md=__doc__,
    tags=["codesign"],
) as dag:
    first = DEVICES[0]
    trained = None
    for device in DEVICES:
        with TaskGroup(group_id=name_of(device), tooltip=f"The search for {device}"):
            previous = trained
            for task_id, until, text in STAGES:
                task = CodesignSearch(
                    task_id=task_id,
                    device=device,
                    until=until,
                    blocks_from=None if device == first else first,
                    conn_id=CONNECTION,
                    application=JAR,
                    java_class="org.codesign.cli.Main",
                    name=f"codesign-{name_of(device)}-{task_id}",
                    conf=SPARK_CONF,
                    env_vars={"OMP_NUM_THREADS": "1"},
                    doc=text,
                )
                if previous:
                    previous >> task
                previous = task
                if device == first and task_id == "sensitivity":
                    trained = task
