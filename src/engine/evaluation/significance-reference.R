# Diebold–Mariano tests by R's forecast package of random errors, to compare ours with.
#   Rscript src/engine/evaluation/significance-reference.R > src/engine/evaluation/significance-reference.json
suppressMessages(library(forecast))
num <- function(x) paste0("[", paste(format(as.numeric(x), digits = 9, scientific = FALSE, trim = TRUE), collapse = ","), "]")
one <- function(x) format(as.numeric(x), digits = 12, scientific = TRUE, trim = TRUE)
set.seed(20)
rows <- c()
for (h in c(1, 2, 4)) for (n in c(10 * h, 40 * h, 130)) for (power in c(1, 2)) {
  smooth <- function(size) as.numeric(stats::filter(rnorm(n + h - 1), rep(1 / sqrt(h), h), sides = 1))[h:(n + h - 1)] * size
  e1 <- round(smooth(1.3), 6)
  e2 <- round(0.4 * e1 + smooth(0.9), 6)
  by <- function(estimator) {
    test <- dm.test(e1, e2, h = h, power = power, varestimator = estimator)
    sprintf('{"statistic":%s,"p":%s}', one(test$statistic), one(test$p.value))
  }
  # R falls back to one step where the plain estimate is negative; those cases are left out.
  d <- abs(e1)^power - abs(e2)^power
  cov <- acf(d, lag.max = h - 1, type = "covariance", plot = FALSE)$acf[, 1, 1]
  if (cov[1] + 2 * sum(cov[-1]) <= 0) next
  rows <- c(rows, sprintf('{"h":%d,"power":%d,"first":%s,"second":%s,"plain":%s}', h, power, num(e1), num(e2), by("acf")))
}
# Differences that alternate have a negative plain estimate: there the weights of Bartlett count.
e1 <- round(1.5 + 0.5 * (-1)^(1:30) + 0.01 * rnorm(30), 6)
e2 <- round(rep(1.45, 30) + 0.01 * rnorm(30), 6)
test <- dm.test(e1, e2, h = 2, power = 1, varestimator = "bartlett")
bartlett <- sprintf('{"h":2,"first":%s,"second":%s,"statistic":%s,"p":%s}', num(e1), num(e2), one(test$statistic), one(test$p.value))
cat(sprintf('{"forecast":"%s","tests":[%s],\n"bartlett":%s}\n', packageVersion("forecast"), paste(rows, collapse = ",\n"), bartlett))
