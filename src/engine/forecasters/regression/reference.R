# Regressions by R's forecast package of the series in smoothing/forecast-reference.json, to compare ours with.
#   Rscript src/engine/forecasters/regression/reference.R > src/engine/forecasters/regression/reference.json
suppressMessages(library(forecast))
num <- function(x) paste0("[", paste(format(as.numeric(x), digits = 9, scientific = FALSE, trim = TRUE), collapse = ","), "]")
txt <- function(x) paste0('"', x, '"')
fields <- function(...) { x <- list(...); paste0("{", paste(sprintf('"%s":%s', names(x), unlist(x)), collapse = ","), "}") }

sets <- list(
  AirPassengers = AirPassengers, UKgas = UKgas, nottem = nottem, Nile = Nile, lynx = lynx,
  WWWusage = WWWusage, uspop = ts(as.numeric(uspop)), UKDriverDeaths = UKDriverDeaths
)
of <- function(f) fields(mean = num(f$mean), upper80 = num(as.matrix(f$upper)[, 1]))
# Trend and K pairs of waves, K with the least AICc; 0 = the trend alone.
waves <- function(y) {
  n <- length(y)
  h <- frequency(y)
  terms <- function(k, ahead = NULL) {
    trend <- if (is.null(ahead)) 1:n else n + 1:ahead
    if (k == 0) data.frame(trend) else data.frame(trend, fourier(y, k, ahead))
  }
  fits <- lapply(0:(h / 2), function(k) lm(value ~ ., cbind(value = as.numeric(y), terms(k))))
  aicc <- sapply(fits, function(fit) CV(fit)["AICc"])
  best <- which.min(aicc)
  p <- predict(fits[[best]], terms(best - 1, h), interval = "prediction", level = 0.8)
  fields(pairs = best - 1, aicc = format(aicc[best], digits = 9), mean = num(p[, "fit"]), upper80 = num(p[, "upr"]))
}
rows <- lapply(names(sets), function(name) {
  y <- sets[[name]]
  parts <- list(name = txt(name), season = frequency(y), trend = of(forecast(tslm(y ~ trend), h = 6, level = 80)))
  if (frequency(y) > 1) parts$waves <- waves(y)
  do.call(fields, parts)
})
cat(fields(forecast = txt(as.character(packageVersion("forecast"))), series = paste0("[", paste(unlist(rows), collapse = ",\n"), "]")), "\n")
