// What the models of models.hpp and of models_by_hand.hpp share.
#pragma once

struct normal_log_pdf_constants {
  static constexpr double mu = -0.56, sigma = 1.37;
};
struct regression_constants {
  static constexpr int rows = 1000;
};
