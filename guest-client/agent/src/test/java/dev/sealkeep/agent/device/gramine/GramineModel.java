package dev.sealkeep.agent.device.gramine;

import com.sun.jna.Pointer;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.agent.device.syscall.SystemCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gramine's {@code /dev/attestation}: content is made as a file is opened, a value is taken with
 * each write and filled up with zeros, and whatever goes wrong inside is EACCES.
 */
public final class GramineModel implements SystemCalls {
  public final Path root;
  public String type = "dcap";
  public final byte[] enclaveKey = filled(16, 0x1E);
  public byte[] signerKey = filled(16, 0x51);

  /** Whether the keys are there at all. */
  public boolean hasKeys = true;

  /** What is behind a quote. */
  public int padding;

  /** Changes each quote. */
  public int flipped = -1;

  public int version = 3;

  /** At most that much is read or written at once. */
  public int chunk = 1 << 16;

  /** Errors of operations by their name and file, such as {@code open quote}. */
  public final Map<String, Errno> errors = new HashMap<>();

  public int quotes;
  private byte[] userReportData = new byte[64];
  private final Map<Integer, File> files = new HashMap<>();
  private int next = 3;

  private static final class File {
    final String name;
    final byte[] content;
    int position;

    File(String name, byte[] content) {
      this.name = name;
      this.content = content;
    }
  }

  public GramineModel(Path root) {
    this.root = root;
  }

  private static byte[] filled(int size, int with) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  /** A quote without meaning but where it is looked at; 100 bytes of signature data. */
  public static byte[] quote(int version, byte[] reportData) {
    int body = version == 5 ? 54 : 48;
    ByteBuffer quote = ByteBuffer.allocate(body + 384 + 4 + 100).order(ByteOrder.LITTLE_ENDIAN);
    quote.putShort(0, (short) version);
    if (version == 5) {
      quote.putShort(48, (short) 1).putInt(50, 384);
    }
    return quote.put(body + 320, reportData).putInt(body + 384, 100).array();
  }

  /** How many descriptors were not closed. */
  public int openFiles() {
    return files.size();
  }

  @Override
  public int open(String path, int access) {
    Path wanted = Path.of(path);
    if (!wanted.startsWith(root)) {
      return -Errno.ENOENT.number();
    }
    String name = root.relativize(wanted).toString();
    Errno error = errors.get("open " + name);
    if (error != null) {
      return -error.number();
    }
    byte[] content = access == WRITE_ONLY ? new byte[0] : content(name);
    if (content == null) {
      return -Errno.ENOENT.number();
    }
    files.put(next, new File(name, content));
    return next++;
  }

  private byte @Nullable [] content(String name) {
    return switch (name) {
      case "attestation_type" -> type.getBytes(StandardCharsets.US_ASCII);
      case "quote" -> type.equals("none") ? null : quote();
      case "keys/_sgx_mrenclave" -> hasKeys ? enclaveKey.clone() : null;
      case "keys/_sgx_mrsigner" -> hasKeys ? signerKey.clone() : null;
      default -> null;
    };
  }

  private byte[] quote() {
    quotes++;
    byte[] quote = quote(version, userReportData);
    byte[] padded = Arrays.copyOf(quote, quote.length + padding);
    if (flipped >= 0) {
      padded[flipped] ^= 1;
    }
    return padded;
  }

  private File file(int descriptor) {
    File file = files.get(descriptor);
    if (file == null) {
      throw new IllegalStateException("descriptor %d is not open".formatted(descriptor));
    }
    return file;
  }

  @Override
  public long read(int descriptor, Pointer buffer, long length) {
    File file = file(descriptor);
    Errno error = errors.get("read " + file.name);
    if (error != null) {
      return -error.number();
    }
    int count = (int) Math.min(Math.min(length, chunk), file.content.length - file.position);
    buffer.write(0, file.content, file.position, count);
    file.position += count;
    return count;
  }

  @Override
  public long write(int descriptor, Pointer buffer, long length) {
    File file = file(descriptor);
    Errno error = errors.get("write " + file.name);
    if (error != null) {
      return -error.number();
    }
    if (!file.name.equals("user_report_data")) {
      throw new IllegalStateException("not for writing: " + file.name);
    }
    int count = (int) Math.min(length, chunk);
    userReportData = Arrays.copyOf(buffer.getByteArray(0, count), 64);
    return count;
  }

  @Override
  public int ioctl(int descriptor, long request, Pointer argument) {
    throw new IllegalStateException("no file of Gramine's has ioctls");
  }

  @Override
  public int close(int descriptor) {
    files.remove(descriptor);
    return 0;
  }

  @Override
  public int mkdir(String path, int mode) {
    throw new IllegalStateException("nothing is made there");
  }

  @Override
  public int rmdir(String path) {
    throw new IllegalStateException("nothing is removed there");
  }
}
