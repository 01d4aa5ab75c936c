package org.csp4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How often each word occurs in one file. A word is a maximal run of letters ({@code \p{L}}, by code points: a pair of
 * surrogates is one letter or none), in lower case.
 *
 * <p>Reads the file through a buffer of fixed size, so that what it holds is bounded by the file's vocabulary, not by its
 * length.
 */
final class Words {
    /** A run of letters longer than this is nobody's word, and a file of nothing else must not fill the memory. */
    static final int MAX_LENGTH = 1 << 24;

    private static final int BUFFER_CHARS = 16 * 1024;

    private final Map<String, Long> counts = new HashMap<>();
    private final StringBuilder word = new StringBuilder();

    private Words() {}

    /**
     * Counts the words of a file.
     *
     * @throws java.nio.charset.CharacterCodingException if the file is not UTF-8, wherever in it that shows
     * @throws IOException if the file cannot be read, or has a word longer than {@link #MAX_LENGTH}
     */
    static Map<String, Long> countIn(Path file) throws IOException {
        Words words = new Words();
        try (InputStream bytes = Files.newInputStream(file);
                Reader chars = new InputStreamReader(bytes, UTF_8.newDecoder())) { // a decoder of one's own is strict
            words.addAll(chars);
        }
        return words.counts;
    }

    private void addAll(Reader chars) throws IOException {
        char[] buffer = new char[BUFFER_CHARS];
        int kept = 0;
        int read;
        while ((read = chars.read(buffer, kept, buffer.length - kept)) > 0) {
            int end = kept + read;
            kept = Character.isHighSurrogate(buffer[end - 1]) ? 1 : 0; // half a code point waits for the other half
            add(buffer, end - kept);
            buffer[0] = buffer[end - 1];
        }
        endWord();
    }

    private void add(char[] chars, int end) throws IOException {
        int codePoint;
        for (int i = 0; i < end; i += Character.charCount(codePoint)) {
            codePoint = Character.codePointAt(chars, i, end);
            if (Character.isLetter(codePoint)) {
                addLetter(codePoint);
            } else {
                endWord();
            }
        }
    }

    private void addLetter(int codePoint) throws IOException {
        word.appendCodePoint(codePoint);
        if (word.length() > MAX_LENGTH) {
            throw new IOException("a word is longer than " + MAX_LENGTH + " characters");
        }
    }

    private void endWord() {
        if (!word.isEmpty()) {
            counts.merge(word.toString().toLowerCase(Locale.ROOT), 1L, Long::sum);
            word.setLength(0);
        }
    }
}
