// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Lets another agent run a command, as the shell client does with {@code curl}. In the clear it has to show first that it has
 * the token.
 *
 * @param address {@code host:port}
 * @param token its token
 * @param trust by what it is known when it is asked by TLS; null in the clear
 * @param seen what the shell client found out of who listens there, as {@link Trouble} has it; empty for nothing
 */
record RemoteAgent(String address, String token, @Nullable TlsTrust trust, String seen) {

    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}");
    private static final int CONNECT_MILLIS = 2_000;
    private static final int OK = 200;
    private static final int NOT_READY = 503;
    private static final int LONGEST_PROOF = 64;

    /**
     * Asks, and once more when the connection was cut, under the same name: so nothing is done twice.
     *
     * @param patience how long it may take to answer
     * @throws NoAnswerException when there is no answer; what it says of the first try holds
     */
    Answer run(Command command, Duration patience) throws NoAnswerException {
        try {
            return ask(command, patience);
        } catch (NoAnswerException e) {
            if (!e.cut() || command.submission() == null) {
                throw e;
            }
            try {
                return ask(command, patience);
            } catch (NoAnswerException again) {
                throw e;
            }
        }
    }

    private Answer ask(Command command, Duration patience) throws NoAnswerException {
        if (!ADDRESS.matcher(address).matches()) {
            throw new NoAnswerException(new Trouble(
                    RefusedException.Reason.BUSY,
                    false,
                    "'" + address + "' is no address: write it as 127.0.0.1:49463"));
        }
        try {
            if (trust == null) {
                prove(patience);
            }
            return post(command, patience);
        } catch (SSLException e) {
            throw new NoAnswerException(Trouble.of("tls", address, ""));
        } catch (ConnectException | UnknownHostException | NoRouteToHostException e) {
            throw new NoAnswerException(Trouble.absent(address));
        } catch (SocketTimeoutException e) {
            boolean connecting =
                    String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("connect");
            throw new NoAnswerException(connecting ? Trouble.absent(address) : Trouble.lost(address));
        } catch (IOException e) {
            throw NoAnswerException.ofACut(Trouble.lost(address));
        }
    }

    /** Lets it go on only with one who has the token. */
    private void prove(Duration patience) throws IOException, NoAnswerException {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        String nonce = Proof.nonce();
        HttpURLConnection connection = open("/", patience);
        connection.setRequestProperty("Authorization", Proof.question(token, port, nonce));
        int status = connection.getResponseCode();
        if (status == NOT_READY) {
            throw new NoAnswerException(Trouble.status(Integer.toString(status), address));
        }
        String shown = "";
        if (status == OK) {
            try (InputStream in = connection.getInputStream()) {
                shown = new String(in.readNBytes(LONGEST_PROOF), StandardCharsets.US_ASCII);
            }
        }
        if (!Proof.isAnswer(shown, token, port, nonce)) {
            throw new NoAnswerException(Trouble.unproven(address, seen));
        }
    }

    private HttpURLConnection open(String path, Duration patience) throws IOException {
        URI uri = URI.create((trust == null ? "http://" : "https://") + address + path);
        // a proxy is for the way out of the house, not for the way to an agent
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        if (trust != null) {
            trust.applyTo((HttpsURLConnection) connection);
        }
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout((int) patience.toMillis());
        connection.setInstanceFollowRedirects(false);
        return connection;
    }

    private Answer post(Command command, Duration patience) throws IOException, NoAnswerException {
        HttpURLConnection connection = open("/cli/" + command.program(), patience);
        connection.setRequestProperty("Authorization", "token " + token);
        connection.setRequestProperty("Content-Type", "application/octet-stream");
        if (command.submission() != null) {
            connection.setRequestProperty(Wire.SUBMISSION, command.submission());
        }
        connection.setDoOutput(true);
        byte[] body = Wire.request(command);
        // a fixed length also keeps the connection from sending the request a second time by itself
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        if (status != OK) {
            throw new NoAnswerException(Trouble.status(Integer.toString(status), address));
        }
        try (InputStream in = connection.getInputStream()) {
            Answer answer = Wire.readAnswer(in.readAllBytes());
            if (answer == null) {
                throw new NoAnswerException(Trouble.lost(address));
            }
            return answer;
        }
    }

    /** Prints without the token. */
    @Override
    public String toString() {
        return "RemoteAgent[" + address + ']';
    }
}
