"""python ray_two_nodes.py JOB IN OUT HORIZON: the job's own starter on two nodes of one core each, of which one is a node of its own."""
import os
import runpy
import sys

from ray.cluster_utils import Cluster

job = sys.argv[1]
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
cluster.add_node(num_cpus=1)
os.environ["RAY_ADDRESS"] = cluster.address
sys.argv[:] = [os.path.join(job, "forecast_ray.py"), *sys.argv[2:]]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    cluster.shutdown()
