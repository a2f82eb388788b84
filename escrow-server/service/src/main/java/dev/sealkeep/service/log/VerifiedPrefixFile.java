package dev.sealkeep.service.log;

import dev.sealkeep.keystore.file.OwnerOnlyFiles;
import dev.sealkeep.protocol.log.Checkpoint;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.protocol.log.MerkleHash;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.log.StateIndex.Newest;
import dev.sealkeep.service.log.StateIndex.Opening;
import dev.sealkeep.service.log.StateIndex.Subject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link VerifiedPrefix} in a file of the data directory. It holds nothing that the log does not
 * say, so a file that is missing, of another log or not whole is no trouble: the log is read
 * instead. It is believed for its MAC, whose key comes from the log's signing seed. Who could forge
 * it could sign the log; and one that was put back is as true as it was.
 *
 * <p>Numbers are big-endian of 8 bytes, texts are modified UTF-8 after a length of 2 bytes:
 *
 * <pre>
 *   label     text "sealkeep/verified-log/v1"
 *   origin    text
 *   size      number
 *   root      32 bytes
 *   room      number: about how many objects follow
 *   objects   each: kind (text), tenant (text), name (text), index (number), version (number)
 *   end       the empty text
 *   opening   index (number), origin (text); -1 and the empty text for a log without one
 *   reach     number
 *   MAC       32 bytes: HMAC-SHA-256 of all before it, under HMAC-SHA-256(seed, label)
 * </pre>
 */
public final class VerifiedPrefixFile {
  private static final Logger LOG = LoggerFactory.getLogger(VerifiedPrefixFile.class);
  private static final String LABEL = "sealkeep/verified-log/v1";
  private static final String HMAC = "HmacSHA256";
  private static final int MAC_BYTES = 32;
  private static final int BUFFER = 1 << 16;
  private static final Opening NO_OPENING = new Opening(-1, "");
  private static final Map<String, Entry.StateObject> KINDS =
      Stream.of(Entry.StateObject.values())
          .collect(Collectors.toUnmodifiableMap(Entry.StateObject::tag, kind -> kind));

  private final Path file;
  private final LogSigner signer;

  /** The file of the log that {@code signer} signs. */
  public VerifiedPrefixFile(Path file, LogSigner signer) {
    this.file = file;
    this.signer = signer;
  }

  /** Reads the file; empty if it is not there, not whole or of another log. */
  public Optional<VerifiedPrefix> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (!isAuthentic(channel)) {
        LOG.warn("{} is damaged or of another log; the whole log is read instead", file);
        return Optional.empty();
      }
      channel.position(0);
      return Optional.of(
          parse(
              new DataInputStream(
                  new BufferedInputStream(Channels.newInputStream(channel), BUFFER))));
    } catch (IOException e) {
      LOG.warn("{} cannot be read ({}); the whole log is read instead", file, e.getMessage());
      return Optional.empty();
    }
  }

  private boolean isAuthentic(FileChannel channel) throws IOException {
    Mac mac = mac();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    long left = channel.size() - MAC_BYTES;
    while (left > 0) {
      var _ = buffer.clear().limit((int) Math.min(BUFFER, left));
      int read = channel.read(buffer);
      if (read < 0) {
        return false;
      }
      mac.update(buffer.flip());
      left -= read;
    }
    byte[] claimed = Channels.newInputStream(channel).readNBytes(MAC_BYTES);
    return left == 0 && MessageDigest.isEqual(mac.doFinal(), claimed);
  }

  /**
   * Replaces the file.
   *
   * @param checkpoint the newest that this node has signed
   * @param state at least what that covers
   * @throws UncheckedIOException if it could not be written; the one before it stands
   */
  void write(Checkpoint checkpoint, StateIndex state) {
    try {
      OwnerOnlyFiles.replace(file, stream -> format(stream, checkpoint, state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the file. */
  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void format(OutputStream stream, Checkpoint checkpoint, StateIndex state)
      throws IOException {
    Mac mac = mac();
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(new MacOutputStream(stream, mac), BUFFER));
    out.writeUTF(LABEL);
    out.writeUTF(checkpoint.origin());
    out.writeLong(checkpoint.size());
    out.write(checkpoint.root().bytes());
    out.writeLong(state.objects().size());
    long reach = checkpoint.size();
    for (Map.Entry<Subject, Newest> object : state.objects()) {
      Subject subject = object.getKey();
      Newest newest = object.getValue();
      out.writeUTF(subject.object().tag());
      out.writeUTF(subject.tenant());
      out.writeUTF(subject.name());
      out.writeLong(newest.index());
      out.writeLong(newest.version());
      reach = Math.max(reach, newest.index() + 1);
    }
    out.writeUTF("");
    Opening opening = state.opening().orElse(NO_OPENING);
    out.writeLong(opening.index());
    out.writeUTF(opening.origin());
    out.writeLong(Math.max(reach, opening.index() + 1));
    out.flush();
    stream.write(mac.doFinal());
  }

  /**
   * Reads what {@link #format} wrote, in this version or in another: nothing else has a good MAC.
   */
  private static VerifiedPrefix parse(DataInputStream in) throws IOException {
    var _ = in.readUTF();
    String origin = in.readUTF();
    long size = in.readLong();
    MerkleHash root = MerkleHash.of(in.readNBytes(MerkleHash.BYTES));
    StateIndex state = new StateIndex(Math.toIntExact(in.readLong()));
    Map<String, String> tenants = new HashMap<>();
    for (String kind = in.readUTF(); !kind.isEmpty(); kind = in.readUTF()) {
      String tenant = tenants.computeIfAbsent(in.readUTF(), name -> name);
      Subject subject = new Subject(tenant, kind(kind), in.readUTF());
      state.put(subject, new Newest(in.readLong(), in.readLong()));
    }
    Opening opening = new Opening(in.readLong(), in.readUTF());
    if (!opening.equals(NO_OPENING)) {
      state.open(opening);
    }
    return new VerifiedPrefix(new HighWater.Mark(origin, size, root), in.readLong(), state);
  }

  private static Entry.StateObject kind(String tag) throws IOException {
    Entry.StateObject kind = KINDS.get(tag);
    if (kind == null) {
      throw new IOException("this version does not know the kind " + tag);
    }
    return kind;
  }

  private Mac mac() {
    try (SecretBytes seed = signer.seed()) {
      Mac mac = Mac.getInstance(HMAC);
      // Read to derive the file's key.
      mac.init(new SecretKeySpec(seed.bytes(SecretAccess.get()), HMAC));
      mac.init(new SecretKeySpec(mac.doFinal(LABEL.getBytes(StandardCharsets.US_ASCII)), HMAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has a MAC follow what is written. */
  private static final class MacOutputStream extends FilterOutputStream {
    private final Mac mac;

    MacOutputStream(OutputStream below, Mac mac) {
      super(below);
      this.mac = mac;
    }

    @Override
    public void write(int octet) throws IOException {
      mac.update((byte) octet);
      out.write(octet);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      mac.update(bytes, from, length);
      out.write(bytes, from, length);
    }
  }
}
