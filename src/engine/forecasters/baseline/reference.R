# Forecasts by R's forecast package, stats::filter and quantile of the series in smoothing/forecast-reference.json, to compare ours with.
#   Rscript src/engine/forecasters/baseline/reference.R > src/engine/forecasters/baseline/reference.json
suppressMessages(library(forecast))
num <- function(x) paste0("[", paste(format(as.numeric(x), digits = 9, scientific = FALSE, trim = TRUE), collapse = ","), "]")
txt <- function(x) paste0('"', x, '"')
fields <- function(...) { x <- list(...); paste0("{", paste(sprintf('"%s":%s', names(x), unlist(x)), collapse = ","), "}") }

sets <- list(
  AirPassengers = AirPassengers, UKgas = UKgas, nottem = nottem, Nile = Nile, lynx = lynx,
  WWWusage = WWWusage, uspop = ts(as.numeric(uspop)), UKDriverDeaths = UKDriverDeaths
)
of <- function(f) fields(mean = num(f$mean), upper80 = num(as.matrix(f$upper)[, 1]))
# The mean of w values that lie `lag` apart, and of these means the one with the least squared error `lag` steps ahead.
average <- function(y, lag, windows) {
  y <- as.numeric(y)
  weights <- function(w) { x <- rep(0, (w - 1) * lag + 1); x[seq(1, length(x), by = lag)] <- 1 / w; x }
  means <- sapply(windows, function(w) as.numeric(stats::filter(y, weights(w), sides = 1)))
  n <- length(y)
  targets <- (max(windows) * lag + 1):n
  errors <- y[targets] - means[targets - lag, ]
  best <- which.min(colMeans(errors^2))
  fields(window = windows[best], mean = num(means[(n - lag + 1):n, best]), sigma = format(sqrt(mean((y - c(rep(NA, lag), means[1:(n - lag), best]))^2, na.rm = TRUE)), digits = 9))
}
set.seed(1)
bootstrapped <- function(y) {
  f <- snaive(y, h = frequency(y) + 2, level = 80, bootstrap = TRUE, npaths = 20000)
  # R draws the changes less their mean; ours keep it.
  drift <- ((seq_along(f$mean) - 1) %/% frequency(y) + 1) * mean(residuals(f), na.rm = TRUE)
  fields(low = num(f$lower + drift), high = num(f$upper + drift))
}
rows <- lapply(names(sets), function(name) {
  y <- sets[[name]]
  parts <- list(
    name = txt(name), season = frequency(y),
    naive = of(naive(y, h = 6, level = c(80, 95))), drift = of(rwf(y, h = 6, drift = TRUE, level = c(80, 95))),
    movingAverage = average(y, 1, 2:8), bootstrap = bootstrapped(y), quantiles = num(quantile(y, c(0.05, 0.25, 0.5, 0.9)))
  )
  if (frequency(y) > 1) parts$seasonalMovingAverage <- average(y, frequency(y), 2:4)
  do.call(fields, parts)
})
cat(fields(forecast = txt(as.character(packageVersion("forecast"))), series = paste0("[", paste(unlist(rows), collapse = ",\n"), "]")), "\n")
