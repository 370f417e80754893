# Tail probabilities by R, to compare ours with.
#   Rscript src/engine/numerics/tails-reference.R > src/engine/numerics/tails-reference.json
num <- function(x) format(x, digits = 15, scientific = TRUE, trim = TRUE)
rows <- function(name, cells) sprintf('"%s":[%s]', name, paste(cells, collapse = ",\n"))
student <- c()
for (n in c(1, 2, 3, 5, 9, 23, 100, 5000)) for (t in c(0, 0.01, 0.5, 1, 1.96, -2.5, 5, 12, 60))
  student <- c(student, sprintf("[%s,%s,%s]", num(t), num(n), num(2 * pt(-abs(t), n))))
chi <- c()
for (n in c(1, 2, 3, 10, 24, 60, 500)) for (x in c(0.001, 0.5, 2, 10, 24, 60, 130, 600))
  chi <- c(chi, sprintf("[%s,%s,%s]", num(x), num(n), num(pchisq(x, n, lower.tail = FALSE))))
ratio <- c()
for (n in c(1, 2.5, 6, 40, 364)) for (m in c(1, 3, 25.5, 300, 20000)) for (x in c(0.01, 0.7, 1, 2.2, 9, 80))
  ratio <- c(ratio, sprintf("[%s,%s,%s,%s]", num(x), num(n), num(m), num(pf(x, n, m, lower.tail = FALSE))))
cat("{", rows("student", student), ",\n", rows("chiSquared", chi), ",\n", rows("varianceRatio", ratio), "}\n", sep = "")
