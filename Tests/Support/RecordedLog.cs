using System.Collections.Immutable;
using System.Text;
using MetalOrleans.Agent.Contracts.Logging;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Support;

/// <summary>A program's log as an operator finds it: the very lines of JSON that would be on its standard output (O-070).</summary>
internal sealed class RecordedLog : Stream
{
    private readonly Lock _writing = new();
    private ImmutableArray<string> _lines = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RecordedLog(LogLevel level = LogLevel.Information) =>
        Loggers = new LineLoggerFactory(this, LogFormat.Json, level, TimeProvider.System);

    /// <summary>What the program is given to log with.</summary>
    public LineLoggerFactory Loggers { get; }

    public ImmutableArray<string> Lines
    {
        get
        {
            lock (_writing)
            {
                return _lines;
            }
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The lines that hold all of some words.</summary>
    public ImmutableArray<string> With(params string[] words) =>
        [.. Lines.Where(line => words.All(word => line.Contains(word, StringComparison.Ordinal)))];

    /// <summary>The first line that holds all of some words, as soon as there is one.</summary>
    public Task<string> WaitForAsync(params string[] words)
    {
        return FindAsync().WithinAsync("logging", "the program", string.Join(" and ", words), () => string.Concat(Lines));

        async Task<string> FindAsync()
        {
            while (true)
            {
                Task next;
                lock (_writing)
                {
                    next = _next.Task;
                }

                if (With(words) is [var line, ..])
                {
                    return line;
                }

                await next;
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        TaskCompletionSource next;
        lock (_writing)
        {
            // A line is written with one call.
            _lines = _lines.Add(Encoding.UTF8.GetString(buffer, offset, count));
            next = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        next.SetResult();
    }

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Loggers.Dispose();
        }

        base.Dispose(disposing);
    }
}
