using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Logging;

/// <summary>Formats log lines and writes each with one call, from any thread.</summary>
internal sealed class LineWriter(Stream output, LogFormat format, TimeProvider time)
{
    private static readonly JsonWriterOptions JsonOptions = new()
    {
        // Lines go to a terminal or a log collector, never into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _gate = new();
    private readonly MemoryStream _line = new();

    /// <summary>Writes one line.</summary>
    public void Write(
        LogLevel level,
        string component,
        string message,
        IReadOnlyList<KeyValuePair<string, object?>> fields,
        Exception? exception)
    {
        lock (_gate)
        {
            _line.SetLength(0);
            if (format == LogFormat.Json)
            {
                FormatJson(level, component, message, fields, exception);
            }
            else
            {
                FormatText(level, component, message, exception);
            }

            _line.WriteByte((byte)'\n');
            output.Write(_line.GetBuffer(), 0, (int)_line.Length);
            output.Flush();
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    private string Now() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // The field names that MetalLB's log lines have (O-071): level, ts, msg; ours follow in camel case.
    private void FormatJson(
        LogLevel level,
        string component,
        string message,
        IReadOnlyList<KeyValuePair<string, object?>> fields,
        Exception? exception)
    {
        using var json = new Utf8JsonWriter(_line, JsonOptions);
        json.WriteStartObject();
        json.WriteString("ts", Now());
        json.WriteString("level", Name(level));
        json.WriteString("component", component);
        json.WriteString("msg", message);
        for (var index = 0; index < fields.Count; index++)
        {
            var (name, value) = fields[index];
            if (name != "{OriginalFormat}")
            {
                json.WriteString(
                    JsonNamingPolicy.CamelCase.ConvertName(name), Convert.ToString(value, CultureInfo.InvariantCulture));
            }
        }

        if (exception is not null)
        {
            json.WriteString("error", exception.ToString());
        }

        json.WriteEndObject();
    }

    private void FormatText(LogLevel level, string component, string message, Exception? exception)
    {
        var line = $"{Now()} {Name(level),-5} {component}: {message}";
        _line.Write(Encoding.UTF8.GetBytes(exception is null ? line : $"{line} {exception}"));
    }
}
