import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.vespabench.runner.auth.AuthData;
import org.vespabench.runner.auth.Envelope;
import org.vespabench.runner.auth.SignedText;
import org.vespabench.runner.auth.Signer;
import org.vespabench.runner.server.HttpServer;

/**
 * As much of an autoscaler as a worker needs: {@code PORT FILE}. Hands out its key, takes reports,
 * and writes one signed request body to the file. Serves until it is killed.
 */
final class KeyServer {
  private KeyServer() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Signer signer = Signer.generate();
    AuthData unsigned = new AuthData("1", "endpoint", "1", "1", "", "http://127.0.0.1");
    byte[] payload = "{\"prompt\":\"hello\",\"max_tokens\":1}".getBytes(StandardCharsets.UTF_8);
    Files.write(
        Path.of(arguments[1]),
        Envelope.write(signer.sign(unsigned, SignedText.FIVE_FIELDS).toJson(), payload));
    HttpServer.start(
        InetAddress.getLoopbackAddress(),
        Integer.parseInt(arguments[0]),
        (request, reply) ->
            reply.send(200, Map.of(), request.path().equals("/pubkey/") ? signer.publicKeyPem() : "{}"));
    Thread.currentThread().join();
  }
}
