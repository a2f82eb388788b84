package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Intel's evaluation of a platform's TCB (SGX and TDX DCAP Quote Verification Library,
 * TcbLevelCheck, TdxModuleCheck and TDRelaunchCheck). A part that reaches no level is refused:
 * below the least level that Intel names nothing is known.
 */
final class TcbEvaluator {
  private static final int LOADER = 2;

  private final TcbInfo info;
  private final PckCertificate pck;
  private final Optional<SeamModule> seam;
  private final List<Reason> faults = new ArrayList<>();

  private TcbEvaluator(TcbInfo info, PckCertificate pck, Optional<SeamModule> seam) {
    this.info = info;
    this.pck = pck;
    this.seam = seam;
  }

  /**
   * Evaluates a platform.
   *
   * @param info about the platform's family
   * @param seam the TDX module, for TDX
   * @param qe the level of the quoting enclave; empty without its identity
   */
  static TcbEvaluation evaluate(
      TcbInfo info, PckCertificate pck, Optional<SeamModule> seam, Optional<TcbLevel.ForSvn> qe) {
    return new TcbEvaluator(info, pck, seam).evaluate(qe);
  }

  private TcbEvaluation evaluate(Optional<TcbLevel.ForSvn> qe) {
    Optional<TcbLevel> sgx = info.levels().stream().filter(this::reachesSgx).findFirst();
    Optional<TcbLevel> tdx =
        seam.flatMap(
            s -> info.levels().stream().filter(l -> reachesSgx(l) && reachesTdx(l, s)).findFirst());
    Optional<TcbLevel> platform = info.tee() == IntelTee.TDX ? tdx : sgx;
    if (platform.isEmpty()) {
      faults.add(IntelReason.TCB_UNSUPPORTED.plain());
      return new TcbEvaluation(sgx, tdx, Optional.empty(), qe, Optional.empty(), faults);
    }
    Optional<TcbEvaluation.Module> module = seam.flatMap(this::module);
    Optional<TcbStatus> status =
        faults.isEmpty()
            ? qe.flatMap(
                q -> status(sgx.orElseThrow(), platform.get(), module, q.standing().status()))
            : Optional.empty();
    boolean revoked =
        status.equals(Optional.of(TcbStatus.REVOKED))
            || platform.get().standing().status() == TcbStatus.REVOKED
            || module.stream().anyMatch(m -> m.standing().status() == TcbStatus.REVOKED);
    if (revoked) {
      faults.add(IntelReason.TCB_REVOKED.plain());
    }
    return new TcbEvaluation(sgx, tdx, module, qe, status, faults);
  }

  private boolean reachesSgx(TcbLevel level) {
    for (int i = 0; i < PckCertificate.COMPONENTS; i++) {
      if (pck.componentSvns().get(i) < level.sgxComponents().get(i)) {
        return false;
      }
    }
    return pck.pceSvn() >= level.pceSvn();
  }

  private static boolean reachesTdx(TcbLevel level, SeamModule seam) {
    // A module with an identity of its own is judged by that, not by the first two components.
    int first = SeamModule.version(seam.teeTcbSvn()) == 0 ? 0 : LOADER;
    for (int i = first; i < level.tdxComponents().size(); i++) {
      if (SeamModule.svn(seam.teeTcbSvn(), i) < level.tdxComponents().get(i)) {
        return false;
      }
    }
    return !level.tdxComponents().isEmpty();
  }

  private Optional<TcbEvaluation.Module> module(SeamModule module) {
    byte[] svns = module.teeTcbSvn();
    boolean versioned = SeamModule.version(svns) != 0;
    Optional<TcbInfo.TdxModuleIdentity> identity = versioned ? identity(svns) : info.tdxModule();
    if (identity.filter(module::is).isEmpty()) {
      faults.add(IntelReason.TDX_MODULE_MISMATCH.plain());
      return Optional.empty();
    }
    if (!versioned) {
      return Optional.empty();
    }
    int svn = SeamModule.svn(svns, 0);
    Optional<TcbLevel.ForSvn> level =
        identity.get().levels().stream().filter(l -> svn >= l.isvSvn()).findFirst();
    if (level.isEmpty()) {
      faults.add(
          IntelReason.TDX_MODULE_UNSUPPORTED.because("The TDX module's SVN is " + svn + "."));
    }
    return level.map(l -> new TcbEvaluation.Module(identity.get().id(), svn, l.standing()));
  }

  private Optional<TcbInfo.TdxModuleIdentity> identity(byte[] svns) {
    String id = SeamModule.identityId(svns);
    return info.moduleIdentities().stream().filter(i -> i.id().equals(id)).findFirst();
  }

  private Optional<TcbStatus> status(
      TcbLevel sgx, TcbLevel platform, Optional<TcbEvaluation.Module> module, TcbStatus qe) {
    TcbStatus platformStatus = platform.standing().status();
    TcbStatus converged =
        module.map(m -> platformStatus.with(m.standing().status())).orElse(platformStatus);
    boolean outdatedByModule =
        !qe.isOutOfDate()
            && qe != TcbStatus.REVOKED
            && !sgx.standing().status().isOutOfDate()
            && sgx.standing().status() != TcbStatus.REVOKED
            && converged.isOutOfDate()
            && module.stream().anyMatch(m -> m.standing().status() == TcbStatus.OUT_OF_DATE);
    Optional<byte[]> current =
        outdatedByModule ? seam.flatMap(SeamModule::current) : Optional.empty();
    if (current.filter(this::isUnnamed).isPresent()) {
      faults.add(
          IntelReason.TDX_MODULE_MISMATCH.because(
              "The module that runs now is "
                  + SeamModule.identityId(current.get())
                  + ", of which TCB info has no identity."));
      return Optional.empty();
    }
    boolean relaunch = current.filter(this::isNewest).isPresent();
    return Optional.of((relaunch ? converged.relaunchAdvised() : converged).with(qe));
  }

  private boolean isUnnamed(byte[] svns) {
    return SeamModule.version(svns) != 0 && identity(svns).isEmpty();
  }

  /** Whether the module that runs now, TEE_TCB_SVN_2, reaches the newest that Intel names. */
  private boolean isNewest(byte[] current) {
    List<Integer> newest = info.levels().getFirst().tdxComponents();
    int module =
        SeamModule.version(current) == 0
            ? newest.getFirst()
            : identity(current).orElseThrow().levels().getFirst().isvSvn();
    return SeamModule.svn(current, 0) >= module
        && SeamModule.svn(current, LOADER) >= newest.get(LOADER);
  }
}
