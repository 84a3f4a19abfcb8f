import org.jspecify.annotations.NullMarked;
import org.vespabench.runner.cli.Main;

/** The front door: {@code java -cp 'dist/lib/*:dist/plugins/*' BenchRunner}. */
@NullMarked
@SuppressWarnings("DefaultPackage") // the documented command names it without a package
public final class BenchRunner {
  private BenchRunner() {}

  public static void main(String[] args) {
    Main.main(args);
  }
}
