package org.csp4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @TempDir
    private Path directory;

    @Test
    void aWordIsAMaximalRunOfLetters() throws Exception {
        assertThat(count("one, two-three 4four_five\nsix7seven"))
                .containsOnlyKeys("one", "two", "three", "four", "five", "six", "seven");
        assertThat(count(" \n\t123 !?")).isEmpty();
        assertThat(count("")).isEmpty();
    }

    @Test
    void wordsAreCountedInLowerCaseWhateverTheLocale() throws Exception {
        assertThat(count("Istanbul ISTANBUL istanbul")).containsExactly(Map.entry("istanbul", 3L));
        assertThat(count("ΟΔΟΣ οδος")).containsExactly(Map.entry("οδος", 2L));
    }

    @Test
    void aMarkOrAnEmojiIsNoLetter() throws Exception {
        assertThat(count("e\u0301t ab\ud83d\ude00cd \ufeffbom")).containsOnlyKeys("e", "t", "ab", "cd", "bom");
    }

    /** Shifts letters of two code units across the end of the buffer, one char at a time. */
    @Test
    void aLetterOfTwoCodeUnitsIsOneWhereverTheBufferEnds() throws Exception {
        String letters = "\ud801\udc28".repeat(40_000);
        for (String shift : new String[] {"", "a", "ab"}) {
            assertThat(count(shift + letters)).containsExactly(Map.entry(shift + letters, 1L));
        }
    }

    @Test
    void aWordMayBeLongerThanTheBuffer() throws Exception {
        String word = "x".repeat(1_000_000);

        assertThat(count(word + " " + word + " y")).containsOnly(Map.entry(word, 2L), Map.entry("y", 1L));
    }

    @Test
    void aWordThatNobodyCouldReadIsRefused() throws Exception {
        String longest = "x".repeat(Words.MAX_LENGTH);

        assertThat(count(longest)).containsOnlyKeys(longest);
        assertThatThrownBy(() -> count(longest + "x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 16_384, 100_000})
    void aFileThatIsNotUtf8IsRefusedWhereverItShows(int position) {
        byte[][] faults = {
            {(byte) 0xff}, {(byte) 0xc3}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xf0, (byte) 0x9f}
        };
        for (byte[] fault : faults) {
            byte[] atTheEnd = new byte[position + fault.length];
            System.arraycopy(fault, 0, atTheEnd, position, fault.length);
            assertThatThrownBy(() -> count(atTheEnd)).isInstanceOf(CharacterCodingException.class);

            byte[] inTheMiddle = new byte[2 * position + fault.length + 1];
            System.arraycopy(fault, 0, inTheMiddle, position, fault.length);
            assertThatThrownBy(() -> count(inTheMiddle)).isInstanceOf(CharacterCodingException.class);
        }
    }

    private Map<String, Long> count(String text) throws IOException {
        return count(text.getBytes(UTF_8));
    }

    private Map<String, Long> count(byte[] bytes) throws IOException {
        return Words.countIn(Files.write(directory.resolve("file"), bytes));
    }
}
