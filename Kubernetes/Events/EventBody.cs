using System.Buffers;
using System.Globalization;
using System.Text.Json;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Events;

/// <summary>What an event looks like on the wire. Pure.</summary>
internal static class EventBody
{
    /// <summary>validation.ValidateEvent in Kubernetes: a note is at most 1024 bytes.</summary>
    private const int MessageLengthMax = 1024;

    /// <summary>A DNS subdomain has 253 characters; the suffix takes a dot and up to 16 digits.</summary>
    private const int NameStemMax = 253 - 17;

    /// <summary>Events of cluster objects live in namespace default.</summary>
    public static string NamespaceOf(EventNotice notice) =>
        notice.Involved.Namespace is { Length: > 0 } own ? own : "default";

    public static string NameFor(EventNotice notice, long ticks)
    {
        var stem = notice.Involved.Name ?? "unnamed";
        stem = stem.Length > NameStemMax ? stem[..NameStemMax].TrimEnd('.', '-') : stem;
        return string.Create(CultureInfo.InvariantCulture, $"{stem}.{ticks:x}");
    }

    public static Event Compose(EventNotice notice, EventSeries series, EventRecorderOptions options) => new()
    {
        Metadata = new ObjectMeta { Name = series.Name, Namespace = NamespaceOf(notice) },
        InvolvedObject = notice.Involved,
        Type = notice.Kind == EventKind.Warning ? "Warning" : "Normal",
        Reason = notice.Reason,
        Message = Shortened(notice.Message),
        Count = series.Count,
        FirstTimestamp = series.FirstAt,
        LastTimestamp = notice.At,
        Source = new EventSource { Component = options.Component, Host = options.Host.Length > 0 ? options.Host : null },
        ReportingComponent = options.Component,
        ReportingInstance = options.Host,
    };

    /// <summary>A merge patch that raises the count.</summary>
    public static ReadOnlyMemory<byte> Repeat(int count, DateTimeOffset at)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("count"u8, count);
            writer.WriteString("lastTimestamp"u8, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static string Shortened(string message)
    {
        // One character is at most three bytes of UTF-8 per UTF-16 unit, so only long messages are measured.
        if (message.Length * 3 <= MessageLengthMax || System.Text.Encoding.UTF8.GetByteCount(message) <= MessageLengthMax)
        {
            return message;
        }

        var kept = Math.Min(message.Length, MessageLengthMax - 3);
        while (System.Text.Encoding.UTF8.GetByteCount(message.AsSpan(0, kept)) > MessageLengthMax - 3)
        {
            kept--;
        }

        return message[..(char.IsHighSurrogate(message[kept - 1]) ? kept - 1 : kept)] + "...";
    }
}
