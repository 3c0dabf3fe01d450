/** Flat paths x, y, x, y …, as the server sends them for one pipe. */
export const Paths = {
  middle(path: number[]): [number, number] {
    const at = Math.floor(path.length / 4) * 2
    return [path[at], path[at + 1]]
  }
}
