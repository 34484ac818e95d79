// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A loopback port that leads to a server while it is switched on, and refuses connections while it is off. */
public final class Relay implements AutoCloseable {

    private final URI server;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<CountDownLatch> hush = new AtomicReference<>(new CountDownLatch(0));
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;

    /** Reserves a port; it is off at first. */
    public Relay(URI server) {
        this.server = server;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients connect instead of to the server. */
    public URI endpoint() {
        return URI.create(server.getScheme() + "://127.0.0.1:" + port);
    }

    public synchronized Relay on() {
        if (listener != null) {
            return this;
        }
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
            listener = socket;
            acceptor = Thread.ofPlatform().name("relay").daemon().start(() -> accept(socket));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port, e);
        }
    }

    /** Accepts connections and passes nothing on, as a server that hangs; ended by {@link #speak} or {@link #off}. */
    public void hush() {
        hush.set(new CountDownLatch(1));
    }

    /** Passes on what came meanwhile and what comes. */
    public void speak() {
        hush.get().countDown();
    }

    /** Ends all connections, and refuses new ones. */
    public synchronized void off() {
        speak();
        if (listener != null && acceptor != null) {
            close(listener);
            listener = null;
            try {
                // The port is free only when nobody accepts any more.
                acceptor.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        open.forEach(Relay::close);
        open.clear();
    }

    @Override
    public void close() {
        off();
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                open.add(client);
                var target = new Socket(server.getHost(), server.getPort());
                open.add(target);
                Thread.ofVirtual().start(() -> copy(client, target));
                Thread.ofVirtual().start(() -> copy(target, client));
                if (socket.isClosed()) {
                    close(client);
                    close(target);
                }
            } catch (IOException _) {
                // Switched off, or the client was gone already.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try {
            var buffer = new byte[16_384];
            for (var read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                hush.get().await();
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException _) {
            // Either side ended: so does the other.
        } finally {
            close(from);
            close(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception _) {
            // It is of no use any more.
        }
    }
}
