using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Agent.Contracts.Logging;

/// <summary>Formats log lines and writes each with one call, from any thread.</summary>
/// <remarks>
/// A JSON line has the shape of MetalLB's (O-070): one object, its keys in alphabetical order, among them <c>ts</c>
/// (RFC 3339), <c>level</c>, <c>caller</c> and <c>msg</c>, <c>event</c> where the event has a name that operators search
/// for, <c>error</c> and <c>stack</c> where something was thrown, and the message's own values in camel case. A line that cannot
/// be written, because the disk behind the stream is full say, is lost and costs its author nothing; the first one that can be
/// written again is preceded by one that says how many were lost.
/// </remarks>
public sealed class LineWriter(Stream output, LogFormat format, TimeProvider time)
{
    private static readonly JsonWriterOptions JsonOptions = new()
    {
        // Lines go to a terminal or a log collector, never into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _gate = new();
    private readonly MemoryStream _line = new();
    private readonly SortedDictionary<string, string?> _keys = new(StringComparer.Ordinal);
    private long _lost;
    private long _lostUntold;
    private string _lostWhy = "";

    /// <summary>How many lines could not be written.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Writes one line, or loses it: it never throws because of the stream.</summary>
    public void Write(in LogEntry entry)
    {
        lock (_gate)
        {
            try
            {
                TellLost();
                WriteLine(entry);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Volatile.Write(ref _lost, _lost + 1);
                _lostUntold++;
                _lostWhy = e.Message;
            }
        }
    }

    private void TellLost()
    {
        if (_lostUntold == 0)
        {
            return;
        }

        // Part of the last line may have found room: this one must not continue it.
        output.WriteByte((byte)'\n');
        WriteLine(new LogEntry(
            LogLevel.Warning,
            nameof(LineWriter),
            Event: null,
            string.Create(CultureInfo.InvariantCulture, $"{_lostUntold} lines of the log before this one are lost: they could not be written ({_lostWhy})"),
            [],
            Exception: null));
        _lostUntold = 0;
    }

    private void WriteLine(in LogEntry entry)
    {
        _line.SetLength(0);
        if (format == LogFormat.Json)
        {
            FormatJson(entry);
        }
        else
        {
            FormatText(entry);
        }

        _line.WriteByte((byte)'\n');
        output.Write(_line.GetBuffer(), 0, (int)_line.Length);
        output.Flush();
    }

    private string Now() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private void FormatJson(in LogEntry entry)
    {
        _keys.Clear();
        for (var index = 0; index < entry.Fields.Count; index++)
        {
            var (name, value) = entry.Fields[index];
            if (name != "{OriginalFormat}")
            {
                _keys[JsonNamingPolicy.CamelCase.ConvertName(name)] = Convert.ToString(value, CultureInfo.InvariantCulture);
            }
        }

        // A value that has one of the common names gives way to it; its text is in the message.
        _keys["ts"] = Now();
        _keys["level"] = LogLevels.NameOf(entry.Level);
        _keys["caller"] = entry.Component;
        _keys["msg"] = entry.Message;
        if (entry.Event is { } known)
        {
            _keys["event"] = known;
        }

        if (entry.Exception is { } exception)
        {
            _keys["error"] = exception.Message;
            _keys["stack"] = exception.ToString();
        }

        using var json = new Utf8JsonWriter(_line, JsonOptions);
        json.WriteStartObject();
        foreach (var (key, value) in _keys)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private void FormatText(in LogEntry entry)
    {
        var line = $"{Now()} {LogLevels.NameOf(entry.Level),-5} {entry.Component}: {entry.Message}";
        _line.Write(Encoding.UTF8.GetBytes(entry.Exception is null ? line : $"{line} {entry.Exception}"));
    }
}
