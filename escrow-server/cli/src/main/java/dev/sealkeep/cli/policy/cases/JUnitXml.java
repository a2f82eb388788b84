package dev.sealkeep.cli.policy.cases;

import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Reports as the XML that JUnit's Ant task writes and build servers read: {@code testsuites}, one
 * {@code testsuite} a policy, one {@code testcase} a case, times in seconds.
 */
public final class JUnitXml {
  private final XMLStreamWriter xml;

  private JUnitXml(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /** The document. */
  public static String of(List<PolicyReport> reports) {
    StringWriter out = new StringWriter();
    try {
      XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
      new JUnitXml(writer).document(reports);
      writer.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing XML to memory does not fail", e);
    }
    return out.append('\n').toString();
  }

  private void document(List<PolicyReport> reports) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    attribute("name", "sealkeep policy test");
    totals(reports.stream().flatMap(report -> report.results().stream()).toList());
    for (PolicyReport report : reports) {
      suite(report);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void suite(PolicyReport report) throws XMLStreamException {
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testsuite");
    attribute("name", report.file().toString());
    totals(report.results());
    for (CaseResult result : report.results()) {
      testCase(report, result);
    }
    xml.writeCharacters("\n  ");
    xml.writeEndElement();
  }

  private void totals(List<CaseResult> results) throws XMLStreamException {
    Duration took = results.stream().map(CaseResult::took).reduce(Duration.ZERO, Duration::plus);
    attribute("tests", Integer.toString(results.size()));
    attribute("failures", Long.toString(results.stream().filter(r -> !r.passed()).count()));
    attribute("errors", "0");
    attribute("skipped", "0");
    attribute("time", seconds(took));
  }

  private void testCase(PolicyReport report, CaseResult result) throws XMLStreamException {
    xml.writeCharacters("\n    ");
    xml.writeStartElement("testcase");
    attribute("classname", report.policy());
    attribute("name", result.ofCase().name());
    attribute("time", seconds(result.took()));
    if (!result.passed()) {
      xml.writeStartElement("failure");
      attribute("type", result.actual().decision().word());
      attribute("message", String.join("; ", result.mismatches()));
      xml.writeCharacters(legal(result.actual().explanation()));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, legal(value));
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.6f", took.toNanos() / 1e9);
  }

  /** XML 1.0 cannot hold most control characters, not even escaped (section 2.2). */
  private static String legal(String text) {
    StringBuilder legal = new StringBuilder(text.length());
    text.codePoints().map(JUnitXml::legal).forEach(legal::appendCodePoint);
    return legal.toString();
  }

  private static int legal(int point) {
    boolean allowed =
        point == '\t'
            || point == '\n'
            || (point >= 0x20 && point < 0xd800)
            || (point >= 0xe000 && point < 0xfffe)
            || point >= 0x10000;
    return allowed ? point : 0xfffd;
  }
}
