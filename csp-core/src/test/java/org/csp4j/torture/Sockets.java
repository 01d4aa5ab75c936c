package org.csp4j.torture;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A client and a server talk over a blocking socket. Nobody interrupts them: an interrupt closes a socket. */
final class Sockets implements Act {
    private static final int MESSAGES = 50;

    @Override
    public void play(Stage stage) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            stage.calmActor(() -> {
                try (Socket socket = server.accept()) {
                    talk(socket, false);
                }
            });
            stage.calmActor(() -> {
                try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                    talk(socket, true);
                }
            });
            stage.end();
        }
    }

    private static void talk(Socket socket, boolean begins) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        for (int i = 0; i < MESSAGES; i++) {
            if (begins) {
                out.writeInt(i);
            }
            int received = in.readInt();
            if (received != i) {
                throw new AssertionError("received " + received + " instead of " + i);
            }
            if (!begins) {
                out.writeInt(i);
            }
            Actor.check();
        }
    }
}
