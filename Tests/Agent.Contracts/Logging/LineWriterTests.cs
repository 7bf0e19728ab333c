using System.Text;
using System.Text.Json;
using MetalOrleans.Agent.Contracts.Logging;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Agent.Contracts.Logging;

/// <summary>O-070: what a log line looks like, in the silo and in the agent.</summary>
public sealed partial class LineWriterTests : IDisposable
{
    private readonly MemoryStream _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    [Trait("Ref", "O-070")]
    public void A_json_line_is_one_object_with_its_keys_in_order_and_the_names_that_collectors_expect()
    {
        using (var loggers = Loggers(LogFormat.Json))
        {
            LogAllocated(loggers.CreateLogger("MetalOrleans.Silo.Parts"), "default/web", "10.0.0.1 \"quoted\"");
        }

        var line = Assert.Single(Lines());
        using var json = JsonDocument.Parse(line);
        var keys = json.RootElement.EnumerateObject().Select(property => property.Name).ToList();
        Assert.Equal(["caller", "event", "ips", "level", "msg", "service", "ts"], keys);
        Assert.Equal("Parts", json.RootElement.GetProperty("caller").GetString());
        Assert.Equal("ipAllocated", json.RootElement.GetProperty("event").GetString());
        Assert.Equal("default/web", json.RootElement.GetProperty("service").GetString());
        Assert.Contains("\"level\":\"info\"", line, StringComparison.Ordinal);
        Assert.True(DateTimeOffset.TryParse(json.RootElement.GetProperty("ts").GetString(), out _));
    }

    [Fact]
    [Trait("Ref", "O-070")]
    public void What_was_thrown_is_on_the_same_line()
    {
        using (var loggers = Loggers(LogFormat.Json))
        {
            LogFailed(loggers.CreateLogger("Parts"), new InvalidOperationException("first\nsecond"));
        }

        using var json = JsonDocument.Parse(Assert.Single(Lines()));
        Assert.Equal("error", json.RootElement.GetProperty("level").GetString());
        Assert.Equal("first\nsecond", json.RootElement.GetProperty("error").GetString());
        Assert.Contains(nameof(InvalidOperationException), json.RootElement.GetProperty("stack").GetString(), StringComparison.Ordinal);
        Assert.False(json.RootElement.TryGetProperty("event", out _));
    }

    [Theory]
    [InlineData("all", 4)]
    [InlineData("debug", 4)]
    [InlineData("info", 3)]
    [InlineData("warn", 2)]
    [InlineData("error", 1)]
    [InlineData("none", 0)]
    [Trait("Ref", "O-005")]
    public void A_level_lets_itself_and_what_is_worse_through(string level, int expected)
    {
        using (var loggers = new LineLoggerFactory(_output, LogFormat.Text, LogLevels.Parse(level)!.Value, TimeProvider.System))
        {
            var logger = loggers.CreateLogger("Parts");
            foreach (var one in new[] { LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error })
            {
                LogAt(logger, one);
            }
        }

        Assert.Equal(expected, Lines().Count);
    }

    [Fact]
    public void A_line_for_people_has_time_level_part_and_message()
    {
        using (var loggers = Loggers(LogFormat.Text))
        {
            LogAllocated(loggers.CreateLogger("MetalOrleans.Silo.Parts"), "default/web", "10.0.0.1");
        }

        Assert.Matches(
            "^[0-9-]{10}T[0-9:.]{12}Z info  Parts: IP address assigned by controller: default/web, 10.0.0.1$",
            Assert.Single(Lines()));
    }

    [Theory]
    [InlineData(LogFormat.Json)]
    [InlineData(LogFormat.Text)]
    public void What_cannot_be_written_costs_its_author_nothing_and_the_next_line_says_how_much_was_lost(LogFormat format)
    {
        using var disk = new FullableStream();
        using var loggers = new LineLoggerFactory(disk, format, LogLevel.Trace, new ManualTimeProvider());
        var logger = loggers.CreateLogger("Parts");
        LogAt(logger, LogLevel.Information);

        disk.Room = 10;
        LogAt(logger, LogLevel.Information);
        LogAt(logger, LogLevel.Information);
        Assert.Equal(2, loggers.Lost);
        disk.Room = int.MaxValue;
        LogAt(logger, LogLevel.Information);
        LogAt(logger, LogLevel.Information);

        var lines = disk.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        // What found room of the first one that did not fit stands alone.
        Assert.Equal(10, lines[1].Length);
        Assert.Contains("2 lines of the log before this one are lost: they could not be written (No space left on device)", lines[2], StringComparison.Ordinal);
        Assert.Contains("It was said", lines[3], StringComparison.Ordinal);
        Assert.Contains("It was said", lines[4], StringComparison.Ordinal);
        Assert.Equal(2, loggers.Lost);
    }

    private LineLoggerFactory Loggers(LogFormat format) =>
        new(_output, format, LogLevel.Trace, new ManualTimeProvider());

    private List<string> Lines() =>
        [.. Encoding.UTF8.GetString(_output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    [LoggerMessage(EventName = "ipAllocated", Level = LogLevel.Information,
        Message = "IP address assigned by controller: {Service}, {Ips}")]
    private static partial void LogAllocated(ILogger logger, string service, string ips);

    [LoggerMessage(Level = LogLevel.Error, Message = "It failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(Message = "It was said")]
    private static partial void LogAt(ILogger logger, LogLevel level);
}
