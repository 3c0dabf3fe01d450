package org.jieshui.webconsole;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Keeps what is written, in UTF-8, instead of sending it. */
final class Held extends HttpServletResponseWrapper {

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final PrintWriter writer = new PrintWriter(new OutputStreamWriter(content, StandardCharsets.UTF_8));

    Held(HttpServletResponse response) {
        super(response);
    }

    String text() {
        writer.flush();
        return content.toString(StandardCharsets.UTF_8);
    }

    @Override
    public PrintWriter getWriter() {
        return writer;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException("the console writes at once");
            }

            @Override
            public void write(int b) {
                content.write(b);
            }
        };
    }

    @Override
    public void flushBuffer() {
        // nothing is sent before all of it is known
    }

    @Override
    public void setContentLength(int length) {
        // another than that of what goes out
    }

    @Override
    public void setContentLengthLong(long length) {
        // likewise
    }
}
