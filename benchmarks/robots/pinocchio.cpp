// The same arm by Pinocchio, which reads its model at run time, and whose derivatives are derived by hand.
#include "panda.hpp"

#include <pinocchio/multibody.hpp>

#include <pinocchio/algorithm/aba-derivatives.hpp>
#include <pinocchio/algorithm/aba.hpp>
#include <pinocchio/algorithm/crba.hpp>
#include <pinocchio/algorithm/jacobian.hpp>
#include <pinocchio/algorithm/kinematics.hpp>
#include <pinocchio/algorithm/rnea-derivatives.hpp>
#include <pinocchio/algorithm/rnea.hpp>

namespace pin = pinocchio;

namespace {

constexpr int n = robot::n;
using given = Eigen::Map<const Eigen::VectorXd>;
using rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using square = Eigen::Matrix<double, 3, 3, Eigen::RowMajor>;

struct arm {
  pin::Model model;
  pin::Data data;
  Eigen::VectorXd q{n}, v{n}, a{n};
  Eigen::MatrixXd jacobian{6, n};
  arm() : model(built()), data(model) {}
  void take(const double* x, const double* y, const double* z) { q = given(x, n), v = given(y, n), a = given(z, n); }
  static pin::Model built() {
    pin::Model m;
    m.gravity.linear() = Eigen::Vector3d(0, 0, -robot::gravity);
    pin::JointIndex last = 0;
    for (const robot::joint& j : robot::joints) {
      const pin::SE3 at(Eigen::Map<const square>(j.rotation), Eigen::Map<const Eigen::Vector3d>(j.position));
      last = m.addJoint(last, pin::JointModelRZ(), at, "joint" + std::to_string(last));
      const Eigen::Matrix3d inertia = Eigen::Map<const square>(j.inertia);
      m.appendBodyToJoint(last, pin::Inertia(j.mass, Eigen::Map<const Eigen::Vector3d>(j.centre), inertia), pin::SE3::Identity());
    }
    return m;
  }
} robot_arm;

void write(double* to, const Eigen::MatrixXd& dq, const Eigen::MatrixXd& dv) {
  Eigen::Map<rows> all(to, n, 2 * n);
  all.leftCols(n) = dq, all.rightCols(n) = dv;
}

}  // namespace

#define FUNCTION(name) void pinocchio_##name(const double* x, const double* y, const double* z, double* to)
#define HERE robot_arm.model, robot_arm.data, robot_arm.q
FUNCTION(jacobian) {
  robot_arm.take(x, y, z);
  pin::computeJointJacobians(HERE);
  robot_arm.jacobian.setZero();
  pin::getJointJacobian(robot_arm.model, robot_arm.data, n, pin::LOCAL_WORLD_ALIGNED, robot_arm.jacobian);
  Eigen::Map<rows>(to, 6, n) = robot_arm.jacobian;
}
FUNCTION(rnea) {
  robot_arm.take(x, y, z);
  Eigen::Map<Eigen::VectorXd>(to, n) = pin::rnea(HERE, robot_arm.v, robot_arm.a);
}
FUNCTION(rnea_reverse) {
  robot_arm.take(x, y, z);
  pin::computeRNEADerivatives(HERE, robot_arm.v, robot_arm.a);
  write(to, robot_arm.data.dtau_dq, robot_arm.data.dtau_dv);
}
FUNCTION(inertia) {
  robot_arm.take(x, y, z);
  pin::crba(HERE, pin::Convention::WORLD);
  Eigen::Map<rows>(to, n, n) = robot_arm.data.M.selfadjointView<Eigen::Upper>();
}
FUNCTION(dynamics) {
  robot_arm.take(x, y, z);
  Eigen::Map<Eigen::VectorXd>(to, n) = pin::aba(HERE, robot_arm.v, robot_arm.a, pin::Convention::LOCAL);
}
FUNCTION(dynamics_implicit) {
  robot_arm.take(x, y, z);
  pin::computeABADerivatives(HERE, robot_arm.v, robot_arm.a);
  write(to, robot_arm.data.ddq_dq, robot_arm.data.ddq_dv);
}
