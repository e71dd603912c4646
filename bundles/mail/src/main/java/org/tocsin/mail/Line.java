// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one attempt, so that they can be taken away from it: time-outs of sockets do not see a server that
 * answers a byte at a time, and a blocked write does not see an interrupt. And so that they are bounded: Jakarta Mail keeps
 * an answer of as many lines as the server likes.
 */
final class Line extends SocketFactory {

    private static final Logger LOG = LoggerFactory.getLogger(Line.class);

    /** More than a server says to a letter, its certificates and a hundred receivers included. */
    static final int MAX_BYTES = 1024 * 1024;

    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean cut;

    /** What a session of Jakarta Mail is told. */
    Properties properties(MailTarget.Settings target, Config.Settings settings) {
        Properties properties = new Properties();
        boolean starttls = target.security() == MailTarget.Security.STARTTLS;
        set(properties, "host", target.host());
        set(properties, "port", target.port());
        set(properties, "auth", !target.user().isEmpty());
        set(properties, "starttls.enable", starttls);
        // else a man in the middle need only leave the word out
        set(properties, "starttls.required", starttls);
        set(properties, "ssl.enable", target.security() == MailTarget.Security.TLS);
        set(properties, "ssl.checkserveridentity", true);
        set(properties, "connectiontimeout", settings.connectTimeout().toMillis());
        set(properties, "timeout", settings.deadline().toMillis());
        set(properties, "quitwait", false);
        // all receivers or none: LetterSender says what happens then
        set(properties, "sendpartial", false);
        set(properties, "socketFactory.fallback", false);
        properties.put("mail.smtp.socketFactory", this);
        return properties;
    }

    private static void set(Properties properties, String name, Object value) {
        properties.setProperty("mail.smtp." + name, String.valueOf(value));
    }

    /** Takes the connections away; those that would still be made, too. */
    void cut() {
        cut = true;
        sockets.forEach(Line::close);
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new Bounded();
        sockets.add(socket);
        if (cut) {
            close(socket);
            throw new IOException("the attempt was told to stop");
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("connections are made by hand");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    /** A connection that a server cannot fill the memory by. */
    private static final class Bounded extends Socket {

        private int left = MAX_BYTES;

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    int read = super.read();
                    count(read < 0 ? 0 : 1);
                    return read;
                }

                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    int read = super.read(bytes, from, length);
                    count(Math.max(read, 0));
                    return read;
                }
            };
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new IOException("the server's answers have more than " + MAX_BYTES + " bytes");
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("a connection does not close", e);
        }
    }
}
