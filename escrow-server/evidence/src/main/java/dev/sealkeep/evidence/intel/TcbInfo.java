package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.evidence.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * TCB info of version 2 (SGX) or 3 (Intel PCS API v3 and v4, TCB info): which TCB of a platform
 * family stands how. Well-formed; trusted only within an {@link Authenticated}.
 *
 * @param fmspc 12 lower-case hex digits
 * @param pceId 4 lower-case hex digits; some of version 2 have none
 * @param tdxModule what the TDX module of version 0 has to be
 * @param moduleIdentities what later TDX modules have to be, by id such as {@code TDX_01}
 * @param levels in the order of the document
 */
record TcbInfo(
    IntelTee tee,
    Lifetime lifetime,
    String fmspc,
    Optional<String> pceId,
    Optional<TdxModuleIdentity> tdxModule,
    List<TdxModuleIdentity> moduleIdentities,
    List<TcbLevel> levels)
    implements SignedCollateral {
  private static final int MAX_COMPONENT_V2 = 0xFF;
  // Test data that Intel publishes has 16-bit SVNs; none that a platform could reach.
  private static final int MAX_COMPONENT_V3 = 0xFFFF;

  TcbInfo {
    moduleIdentities = List.copyOf(moduleIdentities);
    levels = List.copyOf(levels);
  }

  /** Reads the inner object; refused with {@link IntelReason#TCB_INFO_MALFORMED}. */
  static Parsed<TcbInfo> parse(byte[] json) {
    try {
      return new Parsed.Accepted<>(read(CollateralObject.of(json, SignedCollateral.Kind.TCB_INFO)));
    } catch (Malformed malformed) {
      return new Parsed.Refused<>(malformed.reason());
    }
  }

  private static TcbInfo read(CollateralObject info) throws Malformed {
    int version = info.integer("version", 2, 3);
    IntelTee tee = version == 2 ? IntelTee.SGX : tee(info);
    info.integer("tcbType", 0, 0);
    List<TdxModuleIdentity> identities = new ArrayList<>();
    for (CollateralObject identity : info.optionalObjects("tdxModuleIdentities")) {
      // Of either case, as in Intel's TdxModuleCheck.
      String id = identity.text("id").toUpperCase(Locale.ROOT);
      identities.add(TdxModuleIdentity.read(id, identity));
    }
    List<TcbLevel> levels = new ArrayList<>();
    for (CollateralObject level : info.objects("tcbLevels")) {
      levels.add(level(level, version, tee));
    }
    Optional<CollateralObject> module = info.optionalObject("tdxModule");
    return new TcbInfo(
        tee,
        Lifetime.read(info),
        info.hex("fmspc", 6),
        version == 2 ? info.optionalHex("pceId", 2) : Optional.of(info.hex("pceId", 2)),
        module.isPresent()
            ? Optional.of(TdxModuleIdentity.read("", module.get()))
            : Optional.empty(),
        identities,
        levels);
  }

  private static IntelTee tee(CollateralObject info) throws Malformed {
    return switch (info.text("id")) {
      case "SGX" -> IntelTee.SGX;
      case "TDX" -> IntelTee.TDX;
      default -> throw info.malformed("id is neither SGX nor TDX");
    };
  }

  private static TcbLevel level(CollateralObject level, int version, IntelTee tee)
      throws Malformed {
    CollateralObject tcb = level.object("tcb");
    return new TcbLevel(
        version == 2 ? namedComponents(tcb) : components(tcb, "sgxtcbcomponents"),
        tcb.integer("pcesvn", 0, 0xFFFF),
        tee == IntelTee.TDX ? components(tcb, "tdxtcbcomponents") : List.of(),
        level.standing());
  }

  private static List<Integer> namedComponents(CollateralObject tcb) throws Malformed {
    List<Integer> components = new ArrayList<>();
    for (int i = 1; i <= PckCertificate.COMPONENTS; i++) {
      components.add(tcb.integer("sgxtcbcomp%02dsvn".formatted(i), 0, MAX_COMPONENT_V2));
    }
    return components;
  }

  private static List<Integer> components(CollateralObject tcb, String name) throws Malformed {
    List<Integer> components = new ArrayList<>();
    for (CollateralObject component : tcb.objects(name)) {
      components.add(component.integer("svn", 0, MAX_COMPONENT_V3));
    }
    if (components.size() != PckCertificate.COMPONENTS) {
      throw tcb.malformed(name + " has " + components.size() + " components, not 16");
    }
    return components;
  }

  @Override
  public Kind kind() {
    return Kind.TCB_INFO;
  }

  /** Whether this is about the platform of a PCK certificate, of that kind of hardware. */
  boolean fits(PckCertificate pck, IntelTee quoted) {
    return tee == quoted
        && fmspc.equals(pck.fmspc())
        && pceId.stream().allMatch(pck.pceId()::equals);
  }

  /**
   * What a TDX module has to be.
   *
   * @param id in upper case, such as {@code TDX_01}; empty for the module of version 0
   * @param mrSigner MRSIGNERSEAM, 96 lower-case hex digits
   * @param attributes what SEAMATTRIBUTES under the mask have to be, in memory order
   * @param levels of the module's SVN, in the order of the document; none for version 0
   */
  record TdxModuleIdentity(
      String id, String mrSigner, Masked attributes, List<TcbLevel.ForSvn> levels) {
    TdxModuleIdentity {
      levels = List.copyOf(levels);
    }

    private static TdxModuleIdentity read(String id, CollateralObject module) throws Malformed {
      return new TdxModuleIdentity(
          id,
          module.hex("mrsigner", 48),
          Masked.read(module, "attributes", 8),
          id.isEmpty() ? List.of() : module.svnLevels());
    }
  }
}
