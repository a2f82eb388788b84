package dev.sealkeep.agent.volume.header;

import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.fault.VolumeFault;
import dev.sealkeep.protocol.wire.JsonValue.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The digest by which a volume's key is recognised. There is one, and every slot holds its key.
 *
 * @param number its number
 * @param keyslots the slots that hold the key
 * @param json the digest as it stands in the metadata
 */
public record VolumeDigest(int number, List<Integer> keyslots, JsonObject json) {
  private static final int LEAST_BYTES = 20;
  private static final int MOST_BYTES = 64;

  /** Copies the list. */
  public VolumeDigest {
    keyslots = List.copyOf(keyslots);
  }

  /** Checks the digests. */
  static VolumeDigest read(Members digests) throws VolumeException {
    Map<Integer, Members> numbered = digests.numbered();
    if (numbered.size() != 1) {
      throw new VolumeException(
          VolumeFault.HEADER_DIGEST, "there are %d digests".formatted(numbered.size()));
    }
    Map.Entry<Integer, Members> only = numbered.entrySet().iterator().next();
    Members digest = only.getValue();
    checkValue(digest);
    List<Integer> keyslots = digest.ids("keyslots");
    if (!digest.ids("segments").equals(List.of(0))) {
      throw digest.fault(VolumeFault.HEADER_DIGEST, "segments", "are not the one segment");
    }
    digest.finish();
    return new VolumeDigest(only.getKey(), keyslots, digest.json());
  }

  /** Checks how a digest was made and its length. */
  static void checkValue(Members digest) throws VolumeException {
    String _ = digest.oneOf("type", Set.of("pbkdf2"), VolumeFault.HEADER_DIGEST);
    Pbkdf _ = KdfRule.pbkdf2(digest);
    digest.base64("salt", KdfRule.LEAST_SALT_BYTES, KdfRule.MOST_SALT_BYTES);
    digest.base64("digest", LEAST_BYTES, MOST_BYTES);
  }
}
