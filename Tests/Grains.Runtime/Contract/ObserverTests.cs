namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class ObserverTests
{
    [Fact]
    public async Task A_grain_calls_an_object_by_its_reference()
    {
        await using var silo = await TestSilo.StartAsync();
        var watcher = new Watcher();
        var speaker = silo.Grains.GetGrain<ISpeakerGrain>("s");
        var reference = silo.Grains.CreateObjectReference<IWatcher>(watcher);
        await speaker.SubscribeAsync(reference);

        await speaker.SayAsync("one");
        await speaker.SayAsync("two");

        Assert.Equal(["one", "two"], watcher.Heard);
        GC.KeepAlive(watcher);
    }
}
