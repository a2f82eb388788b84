package dev.sealkeep.evidence.intel;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What a trust domain's report says of the TDX module, for the TCB evaluation.
 *
 * @param teeTcbSvn TEE_TCB_SVN as the TD was launched, 16 bytes: the module's SVN, its version, the
 *     SVN of what loads it
 * @param mrSigner MRSIGNERSEAM, 48 bytes
 * @param attributes SEAMATTRIBUTES, 8 bytes in memory order
 * @param current TEE_TCB_SVN_2, the module that runs now, 16 bytes; only in TDX 1.5
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SeamModule(
    byte[] teeTcbSvn, byte[] mrSigner, byte[] attributes, Optional<byte[]> current) {
  static int svn(byte[] teeTcbSvn, int index) {
    return Byte.toUnsignedInt(teeTcbSvn[index]);
  }

  /** The module's version; 0 has no identity of its own. */
  static int version(byte[] teeTcbSvn) {
    return svn(teeTcbSvn, 1);
  }

  /** The id of a module's identity, such as {@code TDX_01}. */
  static String identityId(byte[] teeTcbSvn) {
    return "TDX_" + HexFormat.of().toHexDigits(teeTcbSvn[1]).toUpperCase(Locale.ROOT);
  }

  /** Whether the module is what an identity demands. */
  boolean is(TcbInfo.TdxModuleIdentity identity) {
    return identity.attributes().matches(attributes)
        && Arrays.equals(HexFormat.of().parseHex(identity.mrSigner()), mrSigner);
  }
}
