package org.csp4j.examples.snippets;

import static org.csp4j.Csp.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.csp4j.Channel;
import org.csp4j.Remaining;

/** For the guide's page on runs, and the Javadoc of runs. */
final class RunSnippets {
    // @start region="program"
    /** The first even square above a limit; who looks for squares need not be told to stop. */
    static long firstEvenSquareAbove(long limit) throws Exception {
        Channel<Long> squares = chan();
        Channel<Long> found = chan(1);
        run(() -> {
            go(() -> {
                for (long i = 1; ; i++) {
                    squares.send(i * i);
                }
            });
            for (long square : squares) {
                if (square > limit && square % 2 == 0) {
                    found.send(square);
                    return;
                }
            }
        }); // the fiber has been cancelled, and has ended
        return found.receive();
    }
    // @end

    static long await(List<Path> files) throws Exception {
        // @start region="await"
        AtomicLong bytes = new AtomicLong();
        run(Remaining.AWAIT, () -> {
            for (Path file : files) {
                go(() -> bytes.addAndGet(Files.size(file)));
            }
        }); // all of them have ended
        // @end
        return bytes.get();
    }

    static int calling() throws Exception {
        // @start region="call"
        int answer = call(() -> {
            Channel<Integer> halves = chan();
            go(() -> halves.send(20));
            go(() -> halves.send(22));
            return halves.receive() + halves.receive();
        });
        // @end
        return answer;
    }

    static String failure(Path path) throws Exception {
        // @start region="failure"
        try {
            return call(() -> Files.readString(path));
        } catch (IOException e) {
            return "there is no " + e.getMessage(); // thrown by main, as it was
        }
        // @end
    }
}
