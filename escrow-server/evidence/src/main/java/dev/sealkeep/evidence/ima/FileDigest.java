package dev.sealkeep.evidence.ima;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The digest of a file or a buffer.
 *
 * @param verity whether it is that of fs-verity, over a tree of the content, instead of the
 *     content's own
 * @param function as the kernel names it, such as {@code sha256}; {@code sha1} or {@code md5} where
 *     the length alone tells
 */
@SuppressWarnings("ArrayRecordComponent") // a parsed structure; never compared
record FileDigest(boolean verity, String function, byte[] digest) {
  private static final int MD5_BYTES = 16;
  private static final String VERITY = "verity";

  /** The digest of an entry; empty where its template has none or it is not labelled as known. */
  static Optional<FileDigest> of(MeasuredEntry entry) {
    return entry
        .value(TemplateField.DIGEST_WITH_KIND)
        .flatMap(FileDigest::labelled)
        .or(() -> entry.value(TemplateField.DIGEST_WITH_FUNCTION).flatMap(FileDigest::labelled))
        .or(() -> entry.value(TemplateField.DIGEST).map(FileDigest::bare));
  }

  private static FileDigest bare(byte[] digest) {
    return new FileDigest(false, digest.length == MD5_BYTES ? "md5" : "sha1", digest);
  }

  /** {@code sha256:}, {@code ima:sha256:} or {@code verity:sha256:}, a NUL, the digest. */
  private static Optional<FileDigest> labelled(byte[] value) {
    String text = new String(value, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(0);
    String[] label = text.substring(0, Math.max(0, end)).split(":", -1);
    String kind = label.length == 3 ? label[0] : "ima";
    boolean known = kind.equals("ima") || kind.equals(VERITY);
    return known && (label.length == 2 || label.length == 3)
        ? Optional.of(
            new FileDigest(
                kind.equals(VERITY),
                label[label.length - 2],
                Arrays.copyOfRange(value, end + 1, value.length)))
        : Optional.empty();
  }
}
