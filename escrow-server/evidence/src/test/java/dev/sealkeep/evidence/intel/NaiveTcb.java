package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.CollateralId.IntelTee;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Intel's TCB evaluation in the vendor's words, one step after the other. */
final class NaiveTcb {
  static final String NOT_SUPPORTED = "NotSupported";

  private NaiveTcb() {}

  static String status(
      TcbInfo info, PckCertificate pck, Optional<SeamModule> seam, TcbStatus qeStatus) {
    String qe = qeStatus.vendorName();
    @Nullable TcbLevel sgx = null;
    @Nullable TcbLevel tdx = null;
    for (TcbLevel level : info.levels()) {
      boolean reaches = pck.pceSvn() >= level.pceSvn();
      for (int i = 0; i < 16; i++) {
        reaches &= pck.componentSvns().get(i) >= level.sgxComponents().get(i);
      }
      sgx = sgx == null && reaches ? level : sgx;
      if (seam.isPresent() && reaches) {
        byte[] svns = seam.get().teeTcbSvn();
        for (int i = svns[1] == 0 ? 0 : 2; i < 16; i++) {
          reaches &= svns[i] >= level.tdxComponents().get(i);
        }
        tdx = tdx == null && reaches ? level : tdx;
      }
    }
    if (info.tee() == IntelTee.SGX) {
      return sgx == null ? NOT_SUPPORTED : converge(sgx.standing().status().vendorName(), qe);
    }
    if (sgx == null || tdx == null) {
      return NOT_SUPPORTED;
    }
    return ofTdx(info, seam.orElseThrow(), sgx, tdx, qe);
  }

  private static String ofTdx(
      TcbInfo info, SeamModule seam, TcbLevel sgx, TcbLevel tdx, String qe) {
    byte[] svns = seam.teeTcbSvn();
    boolean intel = seam.mrSigner()[0] == 0 && seam.attributes()[0] == 0;
    String module = "";
    if (svns[1] == 0) {
      if (info.tdxModule().isEmpty() || !intel) {
        return NOT_SUPPORTED;
      }
    } else {
      TcbInfo.TdxModuleIdentity identity = identity(info, svns[1]);
      if (identity == null || !intel) {
        return NOT_SUPPORTED;
      }
      for (TcbLevel.ForSvn level : identity.levels()) {
        if (module.isEmpty() && svns[0] >= level.isvSvn()) {
          module = level.standing().status().vendorName();
        }
      }
      if (module.isEmpty()) {
        return NOT_SUPPORTED;
      }
    }
    String converged = tdx.standing().status().vendorName();
    converged = module.isEmpty() ? converged : converge(converged, module);
    String platform = sgx.standing().status().vendorName();
    boolean relaunch =
        seam.current().isPresent()
            && !List.of("OutOfDate", "Revoked").contains(qe)
            && List.of(
                    "UpToDate",
                    "SWHardeningNeeded",
                    "ConfigurationNeeded",
                    "ConfigurationAndSWHardeningNeeded")
                .contains(platform)
            && converged.startsWith("OutOfDate")
            && module.equals("OutOfDate");
    if (relaunch) {
      byte[] current = seam.current().orElseThrow();
      if (current[1] != 0 && identity(info, current[1]) == null) {
        return NOT_SUPPORTED;
      }
      relaunch = isNewest(info, current);
    }
    return converge(relaunch ? converged.replace("OutOfDate", "TDRelaunchAdvised") : converged, qe);
  }

  private static TcbInfo.@Nullable TdxModuleIdentity identity(TcbInfo info, int version) {
    for (TcbInfo.TdxModuleIdentity identity : info.moduleIdentities()) {
      if (identity.id().equals("TDX_%02X".formatted(version))) {
        return identity;
      }
    }
    return null;
  }

  private static boolean isNewest(TcbInfo info, byte[] svns) {
    List<Integer> first = info.levels().getFirst().tdxComponents();
    if (svns[2] < first.get(2)) {
      return false;
    }
    if (svns[1] == 0) {
      return svns[0] >= first.getFirst();
    }
    TcbInfo.TdxModuleIdentity identity = identity(info, svns[1]);
    return identity != null && svns[0] >= identity.levels().getFirst().isvSvn();
  }

  private static String converge(String platform, String part) {
    if (platform.equals("Revoked") || part.equals("Revoked")) {
      return "Revoked";
    }
    if (!part.equals("OutOfDate")) {
      return platform;
    }
    return switch (platform) {
      case "UpToDate", "SWHardeningNeeded" -> "OutOfDate";
      case "ConfigurationNeeded", "ConfigurationAndSWHardeningNeeded" ->
          "OutOfDateConfigurationNeeded";
      default -> platform;
    };
  }
}
