"""python check_repository.py DIR: parses every config.pbtxt by Triton's own message, and the services as YAML."""
import pathlib
import sys

import yaml
from google.protobuf import text_format
from tritonclient.grpc.model_config_pb2 import ModelConfig

root = pathlib.Path(sys.argv[1])
configs = sorted(root.glob("*/config.pbtxt"))
assert configs, "there is no model"
for path in configs:
    config = text_format.Parse(path.read_text(), ModelConfig())
    assert config.name == path.parent.name and (path.parent / "1" / "model.onnx").is_file()
    print(f"{config.name}: {config.platform}, at most {config.max_batch_size} windows, {[list(o.dims) for o in config.output]}")
for service in yaml.safe_load_all((root / "kserve.yaml").read_text()):
    assert service["kind"] == "InferenceService" and service["spec"]["predictor"]["model"]["modelFormat"]["name"] == "triton"
