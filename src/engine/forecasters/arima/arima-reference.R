# ARIMA models of fixed order by maximum likelihood in R, to compare ours with.
#   Rscript src/engine/forecasters/arima/arima-reference.R > src/engine/forecasters/arima/arima-reference.json
suppressMessages(library(forecast))
num <- function(x) paste0("[", paste(format(as.numeric(x), digits = 9, scientific = FALSE, trim = TRUE), collapse = ","), "]")
one <- function(name, y, order, seasonal, constant) {
  fit <- Arima(y, order = order, seasonal = seasonal, include.constant = constant, method = "ML")
  f <- forecast(fit, h = 2 * max(4, frequency(y)), level = 80)
  sprintf('{"name":"%s","season":%d,"order":%s,"seasonal":%s,"hasConstant":%s,"values":%s,"sigma2":%s,"mean":%s,"upper80":%s}',
    name, frequency(y), num(order), num(seasonal), tolower(constant), num(y), format(fit$sigma2, digits = 9), num(f$mean), num(f$upper))
}
none <- c(0, 0, 0)
rows <- c(
  one("Nile", Nile, c(0, 1, 1), none, FALSE),
  one("lynx", log10(lynx), c(2, 0, 0), none, TRUE),
  one("WWWusage", WWWusage, c(3, 1, 0), none, FALSE),
  one("LakeHuron", LakeHuron, c(1, 0, 1), none, TRUE),
  one("uspop", ts(as.numeric(uspop)), c(0, 2, 1), none, FALSE),
  one("AirPassengers", log(AirPassengers), c(0, 1, 1), c(0, 1, 1), FALSE),
  one("UKgas", log(UKgas), c(1, 0, 0), c(0, 1, 1), TRUE),
  one("nottem", nottem, c(1, 0, 0), c(1, 1, 1), FALSE)
)
cat(paste0("[", paste(rows, collapse = ",\n"), "]\n"))
