# ETS, Theta and ARIMA of R's forecast package, for bench/accuracy-r.ts.
#
#   Rscript accuracy-r.R IN OUT
#
# IN: a line per window, "season horizon v1 v2 ..." with NA for missing. OUT: a line per window and method,
# "window method seconds q1 q2 ...": the levels one after another, each over the horizon; "window method failed" where a
# fit broke down or took longer than `limit` seconds.

suppressPackageStartupMessages(library(forecast))
limit <- 30
central <- c(20, 40, 50, 60, 80, 95)

# Lower and upper bounds of the central intervals and the mean, in order of level: 0.025 0.1 0.2 0.25 0.3 0.4 0.5 ...
quantiles <- function(fc) {
  low <- matrix(fc$lower, ncol = length(central))
  high <- matrix(fc$upper, ncol = length(central))
  cbind(low[, rev(seq_along(central))], as.numeric(fc$mean), high)
}

# Above a season of 12 the package's own advice: season by STL, the rest by the model.
methods <- list(
  "r-ets" = function(y, h) if (frequency(y) <= 12) forecast(ets(y), h = h, level = central) else stlf(y, h = h, method = "ets", level = central),
  "r-theta" = function(y, h) thetaf(y, h = h, level = central),
  "r-arima" = function(y, h) if (frequency(y) <= 12) forecast(auto.arima(y), h = h, level = central) else stlf(y, h = h, method = "arima", level = central)
)

files <- commandArgs(trailingOnly = TRUE)
questions <- readLines(files[1], warn = FALSE)
answers <- file(files[2], "w")
for (window in seq_along(questions)) {
  fields <- strsplit(questions[window], " ")[[1]]
  season <- as.integer(fields[1])
  h <- as.integer(fields[2])
  values <- suppressWarnings(as.numeric(fields[-(1:2)]))
  y <- ts(values, frequency = if (length(values) > 2 * season) season else 1)
  if (anyNA(y)) y <- na.interp(y)
  for (method in names(methods)) {
    started <- proc.time()[["user.self"]]
    line <- tryCatch({
      setTimeLimit(elapsed = limit, transient = TRUE)
      q <- quantiles(suppressWarnings(methods[[method]](y, h)))
      if (!all(is.finite(q))) stop("not finite")
      paste(c(round(proc.time()[["user.self"]] - started, 3), sprintf("%.9g", as.vector(q))), collapse = " ")
    }, error = function(e) "failed")
    setTimeLimit()
    writeLines(paste(window - 1, method, line), answers)
  }
}
close(answers)
