// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

import java.io.IOException;
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
 * answers a byte at a time, and a blocked write does not see an interrupt.
 */
final class Line extends SocketFactory {

    private static final Logger LOG = LoggerFactory.getLogger(Line.class);

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
        Socket socket = new Socket();
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

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("a connection does not close", e);
        }
    }
}
