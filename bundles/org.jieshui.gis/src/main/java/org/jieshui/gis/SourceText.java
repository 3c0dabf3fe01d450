package org.jieshui.gis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Opens a text file of unknown encoding: UTF-8 when it is valid UTF-8, otherwise GB18030, which Chinese desktop programs write. */
final class SourceText {
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    private SourceText() {
    }

    static BufferedReader open(Source source) throws IOException {
        return new BufferedReader(new InputStreamReader(source.open(), isUtf8(source) ? StandardCharsets.UTF_8 : Charset.forName("GB18030")), 1 << 16);
    }

    private static boolean isUtf8(Source source) throws IOException {
        char[] buffer = new char[1 << 14];
        try (var in = new InputStreamReader(source.open(), StandardCharsets.UTF_8.newDecoder())) {
            while (in.read(buffer) >= 0) {
                // decoding is the check
            }
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
