package org.csp4j.benchmarks.suite;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was measured of one commit on one machine. Rows can be added run by run; one that is measured again replaces itself. */
record Results(Machine machine, List<Row> rows) {
    private static final Gson JSON = new GsonBuilder().create();

    static Results read(Path file) throws IOException {
        return JSON.fromJson(Files.readString(file), Results.class);
    }

    /** What the file has of this machine and commit; nothing, if there is no such file. */
    static Results continued(Path file, Machine machine) throws IOException {
        if (!Files.exists(file)) {
            return new Results(machine, List.of());
        }
        Results earlier = read(file);
        if (!earlier.machine.equals(machine)) {
            throw new IllegalStateException(
                    "%s is of another run; move it away, or name another file by %s%n it: %s%nnow: %s"
                            .formatted(file, Suite.RESULTS, earlier.machine, machine));
        }
        return earlier;
    }

    Results with(Row row) {
        List<Row> all = new ArrayList<>(rows);
        all.removeIf(row::isAbout);
        all.add(row);
        return new Results(machine, List.copyOf(all));
    }

    /** One line a row, so that a reader of a diff sees which have changed. */
    void write(Path file) throws IOException {
        List<String> lines = rows.stream().map(JSON::toJson).toList();
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(
                file,
                "{\"machine\":" + JSON.toJson(machine) + ",\n\"rows\":[\n" + String.join(",\n", lines) + "\n]}\n");
    }
}
