package dev.sealkeep.policy.hole;

import static dev.sealkeep.policy.hole.Trait.all;
import static dev.sealkeep.policy.hole.Trait.either;
import static dev.sealkeep.policy.hole.Trait.met;
import static dev.sealkeep.policy.hole.Trait.missing;
import static dev.sealkeep.policy.hole.Trait.present;

/** How what a verifier says of revocation lists hangs together. */
final class Revocation {
  private Revocation() {}

  /** Where the lists are all the collateral there is. */
  static Trait ties(String prefix) {
    return either(
        all(met(prefix + "crl.present"), present(prefix + "collateral.age")),
        all(
            met("not " + prefix + "crl.present and not " + prefix + "crl.fresh"),
            missing(prefix + "collateral.age")));
  }

  /** Where the age is that of other collateral too. */
  static Trait tiesBesideOthers(String prefix) {
    return either(
        all(met(prefix + "crl.present"), present(prefix + "collateral.age")),
        met("not " + prefix + "crl.present and not " + prefix + "crl.fresh"));
  }
}
