package dev.sealkeep.simulator.emulate;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A guest program in Java: prints the status of one ioctl and the size of the report that it gave,
 * by way of JNA and by way of the foreign function API.
 */
public final class JavaClient {
  private static final int GET_REPORT = 0xC020_5300;
  private static final int O_RDWR = 2;

  private JavaClient() {}

  /** Makes the call both ways. */
  public static void main(String[] arguments) throws Throwable {
    System.out.println("jna " + byJna());
    System.out.println("ffm " + byForeignFunction());
  }

  private static String byJna() {
    NativeLibrary libc = NativeLibrary.getInstance("libc.so.6");
    int device = libc.getFunction("open").invokeInt(new Object[] {"/dev/sev-guest", O_RDWR});
    try (Memory outer = new Memory(32);
        Memory in = new Memory(96);
        Memory out = new Memory(4000)) {
      outer.clear();
      in.clear();
      outer.setByte(0, (byte) 1);
      outer.setPointer(8, in);
      outer.setPointer(16, out);
      Function ioctl = libc.getFunction("ioctl");
      int status = ioctl.invokeInt(new Object[] {device, GET_REPORT, outer});
      return "status=" + status + " size=" + out.getInt(4);
    }
  }

  @SuppressWarnings("restricted") // the way under test
  private static String byForeignFunction() throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle open =
        linker.downcallHandle(
            linker.defaultLookup().find("open").orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    MethodHandle ioctl =
        linker.downcallHandle(
            linker.defaultLookup().find("ioctl").orElseThrow(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment outer = arena.allocate(32);
      MemorySegment out = arena.allocate(4000);
      outer.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
      outer.set(ValueLayout.ADDRESS, 8, arena.allocate(96));
      outer.set(ValueLayout.ADDRESS, 16, out);
      int device = (int) open.invokeExact(arena.allocateFrom("/dev/sev-guest"), O_RDWR);
      int status = (int) ioctl.invokeExact(device, (long) GET_REPORT, outer);
      return "status=" + status + " size=" + out.get(ValueLayout.JAVA_INT, 4);
    }
  }
}
