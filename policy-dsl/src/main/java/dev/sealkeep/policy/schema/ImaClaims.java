package dev.sealkeep.policy.schema;

import java.util.List;

/**
 * The claims of an IMA measurement list that replays to quoted PCRs, shared by every technology
 * with a TPM. Each rests on the quote and on the kernel that measured: its image, its command line
 * and its IMA policy.
 *
 * <p>Source: Linux, Documentation/security/IMA-templates.rst.
 */
final class ImaClaims {
  private static final int MAX_ENTRIES = 4_096;
  private static final int LAST_PCR = 23;
  private static final String LIST = "IMA measurement list";
  private static final String TEMPLATES = " (Linux, Documentation/security/IMA-templates.rst)";
  private static final String REPLAY = "replay of the list's beginning to the quoted PCRs";
  private static final String DATA =
      REPLAY + ", and the template digest recomputed from the entry's data; as good as the kernel";

  private static final ClaimType BOOL = new ClaimType.Bool();
  private static final ClaimType TEXT = new ClaimType.Text();

  private ImaClaims() {}

  /** Appends the claims, whatever the bank. */
  static void appendTo(List<Claim> claims) {
    claims.add(
        new Claim(
            "ima.replayed",
            BOOL,
            "True where a beginning of the list replays; absent otherwise",
            LIST,
            REPLAY));
    claims.add(
        new Claim(
            "ima.template_hash",
            new ClaimType.Symbol(List.of("sha1", "sha256", "sha384")),
            "Hash of the template digests that were extended; sha1, with zeros behind it, of Linux"
                + " before 5.8",
            LIST,
            REPLAY + "; where it is sha1, entries are proven by SHA-1 alone"));
    claims.add(
        new Claim(
            "ima.violations",
            new ClaimType.Int(0, 0xffff),
            "How many entries are violations: files that were written while they were read",
            LIST,
            REPLAY + ", in which a violation counts as all ones"));
    claims.add(
        new Claim(
            "ima.entries",
            new ClaimType.Entries(fields(), MAX_ENTRIES),
            "Every entry up to the quote, in the list's order; what came later is left out",
            LIST + TEMPLATES,
            REPLAY));
  }

  private static List<Claim> fields() {
    return List.of(
        field("register", new ClaimType.Int(0, LAST_PCR), "PCR that was extended", REPLAY),
        field(
            "template",
            TEXT,
            "Name of the template",
            "the list's word alone: names are not measured, but the data must fit"),
        field(
            "violation", BOOL, "Whether the entry is a violation; the rest is then absent", REPLAY),
        field(
            "path",
            TEXT,
            "Path of the file as the kernel saw it, with _ for spaces, or name of the buffer",
            DATA),
        field("function", TEXT, "Function of the file's digest, such as sha256", DATA),
        digest("file", HashAlgorithm.SHA256),
        digest("file", HashAlgorithm.SHA384),
        digest("file", HashAlgorithm.SHA512),
        digest("verity", HashAlgorithm.SHA256),
        digest("verity", HashAlgorithm.SHA512),
        field(
            "has_signature",
            BOOL,
            "Whether a signature of the file was measured; absent where the template has none",
            DATA + "; the signature itself is not checked"),
        field("text", TEXT, "Buffer that was measured, where it is printable", DATA));
  }

  private static Claim digest(String kind, HashAlgorithm hash) {
    String what = kind.equals("file") ? "the content of the file or buffer" : "fs-verity";
    return field(
        kind + "_" + hash.prefix(),
        ClaimType.Bytes.digest(hash),
        "Digest of " + what + "; absent for another function",
        DATA);
  }

  private static Claim field(String name, ClaimType type, String documentation, String proof) {
    return new Claim(name, type, documentation, "entry" + TEMPLATES, proof);
  }
}
