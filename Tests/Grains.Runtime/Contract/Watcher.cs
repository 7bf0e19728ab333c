using System.Collections.Concurrent;

namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class Watcher : IWatcher
{
    private readonly ConcurrentQueue<string> _heard = new();

    public IReadOnlyCollection<string> Heard => _heard;

    public Task HearAsync(string text)
    {
        _heard.Enqueue(text);
        return Task.CompletedTask;
    }
}
