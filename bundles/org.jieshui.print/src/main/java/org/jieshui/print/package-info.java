/** Papers as PDF: Mustache fills the template, openhtmltopdf lays it out, PDFBox writes it with the fonts embedded. */
package org.jieshui.print;
