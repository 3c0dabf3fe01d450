package org.jieshui.rest;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** The response as Jersey sees it. Once a resource answered with an event stream, what Jersey writes goes nowhere: the stream takes the response over. */
final class DetachedResponse extends HttpServletResponseWrapper {

    private final HttpServletRequest request;

    DetachedResponse(HttpServletRequest request, HttpServletResponse response) {
        super(response);
        this.request = request;
    }

    private boolean detached() {
        return request.getAttribute(Door.STREAM) != null;
    }

    @Override
    public void setStatus(int status) {
        if (!detached()) {
            super.setStatus(status);
        }
    }

    @Override
    public void setHeader(String name, String value) {
        if (!detached()) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (!detached()) {
            super.addHeader(name, value);
        }
    }

    @Override
    public void setContentLength(int length) {
        if (!detached()) {
            super.setContentLength(length);
        }
    }

    @Override
    public void setContentLengthLong(long length) {
        if (!detached()) {
            super.setContentLengthLong(length);
        }
    }

    @Override
    public void setContentType(String type) {
        if (!detached()) {
            super.setContentType(type);
        }
    }

    @Override
    public void flushBuffer() throws IOException {
        if (!detached()) {
            super.flushBuffer();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        return detached() ? NOWHERE : super.getOutputStream();
    }

    private static final ServletOutputStream NOWHERE = new ServletOutputStream() {
        @Override
        public void write(int b) {
            // nowhere
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException();
        }
    };
}
