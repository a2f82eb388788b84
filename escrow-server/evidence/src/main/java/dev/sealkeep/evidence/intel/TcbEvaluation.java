package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How a platform's TCB stands.
 *
 * @param sgx the level that the platform reaches by its SGX components
 * @param tdx the level that it reaches by its TDX components too; empty for SGX
 * @param module what the TDX module reaches; empty for a module of version 0
 * @param qe the level of the quoting enclave; empty without its identity
 * @param status the outcome; empty if there is no level, or without QE identity
 * @param faults why the platform is refused whatever a policy says
 */
record TcbEvaluation(
    Optional<TcbLevel> sgx,
    Optional<TcbLevel> tdx,
    Optional<Module> module,
    Optional<TcbLevel.ForSvn> qe,
    Optional<TcbStatus> status,
    List<Reason> faults) {
  /**
   * A TDX module at a level.
   *
   * @param id such as {@code TDX_01}
   * @param svn the module's SVN
   */
  record Module(String id, int svn, TcbLevel.Standing standing) {}

  TcbEvaluation {
    faults = List.copyOf(faults);
  }

  /** The level of the platform that counts: the one for TDX if there is one. */
  Optional<TcbLevel> platform() {
    return tdx.or(() -> sgx);
  }

  /** The date of the platform's level. */
  Optional<Instant> date() {
    return platform().map(level -> level.standing().date());
  }

  /** The advisories of every level that counts, sorted. */
  SortedSet<String> advisories() {
    SortedSet<String> advisories = new TreeSet<>();
    Stream.of(
            platform().map(TcbLevel::standing),
            module.map(Module::standing),
            qe.map(TcbLevel.ForSvn::standing))
        .flatMap(Optional::stream)
        .forEach(standing -> advisories.addAll(standing.advisories()));
    return advisories;
  }
}
