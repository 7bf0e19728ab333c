namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class SpeakerGrain : Grain, ISpeakerGrain
{
    private readonly List<IWatcher> _watchers = [];

    public Task SubscribeAsync(IWatcher watcher)
    {
        _watchers.Add(watcher);
        return Task.CompletedTask;
    }

    public async Task SayAsync(string text)
    {
        foreach (var watcher in _watchers)
        {
            await watcher.HearAsync(text);
        }
    }
}
