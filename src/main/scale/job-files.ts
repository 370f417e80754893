/** The files of a job that are the same for every model. Imported when one is written: outside a build they are no modules. */
import readme from "./job/README.md?raw";
import local from "./job/forecast_local.py?raw";
import partition from "./job/forecast_partition.py?raw";
import onRay from "./job/forecast_ray.py?raw";
import onSpark from "./job/forecast_spark.py?raw";
import requirementsRay from "./job/requirements-ray.txt?raw";
import requirementsSpark from "./job/requirements-spark.txt?raw";
import requirements from "./job/requirements.txt?raw";
import tests from "./job/test_forecast.py?raw";

export const jobFiles = {
  "forecast_partition.py": partition,
  "forecast_local.py": local,
  "forecast_spark.py": onSpark,
  "forecast_ray.py": onRay,
  "test_forecast.py": tests,
  "requirements.txt": requirements,
  "requirements-spark.txt": requirementsSpark,
  "requirements-ray.txt": requirementsRay,
  "README.md": readme,
};
