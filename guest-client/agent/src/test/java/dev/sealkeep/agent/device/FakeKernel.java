package dev.sealkeep.agent.device;

import com.sun.jna.Pointer;
import dev.sealkeep.agent.device.syscall.Errno;
import dev.sealkeep.agent.device.syscall.SystemCalls;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kernel with one character device and one configfs-tsm. */
public final class FakeKernel implements SystemCalls {
  public final SevGuestModel sevGuest = new SevGuestModel();
  public final TsmModel tsm = new TsmModel(sevGuest);
  public final Path sevGuestPath;
  public final Path tsmPath;

  /** What opening the device gives instead. */
  public Optional<Errno> openError = Optional.empty();

  /** At most that much is read at once. */
  public int chunk = 7;

  private final Map<Integer, File> files = new HashMap<>();
  private int next = 3;

  /** What a descriptor stands for; the device has no attribute. */
  private static final class File {
    TsmModel.@Nullable Directory directory;
    String attribute = "";
    int access;
    byte @Nullable [] content;
    int position;
    boolean written;
  }

  public FakeKernel() {
    this(Path.of("/dev/sev-guest"), Path.of("/sys/kernel/config/tsm/report"));
  }

  public FakeKernel(Path sevGuestPath, Path tsmPath) {
    this.sevGuestPath = sevGuestPath;
    this.tsmPath = tsmPath;
  }

  /** How many descriptors were not closed. */
  public int openFiles() {
    return files.size();
  }

  @Override
  public int open(String path, int access) {
    File file = new File();
    file.access = access;
    Path wanted = Path.of(path);
    if (wanted.equals(sevGuestPath)) {
      if (openError.isPresent()) {
        return -openError.get().number();
      }
    } else {
      file.attribute = String.valueOf(wanted.getFileName());
      file.directory = tsm.instances.get(name(wanted.getParent()));
      int error = tsm.error("open " + file.attribute);
      if (error < 0) {
        return error;
      }
      if (file.directory == null || !tsm.has(file.attribute)) {
        return -Errno.ENOENT.number();
      }
    }
    files.put(next, file);
    return next++;
  }

  private static String name(@Nullable Path directory) {
    return directory == null ? "" : String.valueOf(directory.getFileName());
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
    int error = tsm.error("read " + file.attribute);
    if (error < 0) {
      return error;
    }
    if (file.directory == null || file.access != READ_ONLY) {
      throw new IllegalStateException("not opened to be read");
    }
    // A descriptor keeps what its first read saw.
    byte[] content = file.content == null ? tsm.read(file.directory, file.attribute) : file.content;
    if (content == null) {
      return -Errno.EINVAL.number();
    }
    file.content = content;
    int count = Math.min(Math.min((int) length, chunk), content.length - file.position);
    buffer.write(0, content, file.position, count);
    file.position += count;
    return count;
  }

  @Override
  public long write(int descriptor, Pointer buffer, long length) {
    File file = file(descriptor);
    int error = tsm.error("write " + file.attribute);
    if (error < 0) {
      return error;
    }
    if (file.access != WRITE_ONLY || file.written) {
      throw new IllegalStateException("not opened to be written once");
    }
    if (length > 64) {
      return -Errno.EFBIG.number();
    }
    file.written = true;
    file.content = buffer.getByteArray(0, (int) length);
    return length;
  }

  @Override
  public int ioctl(int descriptor, long request, Pointer argument) {
    if (file(descriptor).directory != null) {
      return -Errno.ENOTTY.number();
    }
    return sevGuest.ioctl(request, argument);
  }

  @Override
  public int close(int descriptor) {
    File file = file(descriptor);
    files.remove(descriptor);
    if (file.written && file.directory != null && file.content != null) {
      tsm.handOver(
          file.directory, file.attribute, Arrays.copyOf(file.content, file.content.length));
    }
    return 0;
  }

  @Override
  public int mkdir(String path, int mode) {
    int error = tsm.error("mkdir");
    if (error < 0) {
      return error;
    }
    Path wanted = Path.of(path);
    return tsmPath.equals(wanted.getParent()) ? tsm.mkdir(name(wanted)) : -Errno.ENOENT.number();
  }

  @Override
  public int rmdir(String path) {
    int error = tsm.error("rmdir");
    if (error < 0) {
      return error;
    }
    if (tsm.instances.remove(name(Path.of(path))) == null) {
      return -Errno.ENOENT.number();
    }
    tsm.removed++;
    return 0;
  }
}
