package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// savedTiles serves tiles from a folder that was filled from the daemon.
type savedTiles struct{ folder string }

func (s *savedTiles) Height() int { return tileHeight }

// c2spPath is Go's path without the height: "tile/8/0/000.p/3" is "tile/0/000.p/3" in C2SP tlog-tiles.
func c2spPath(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
}

func (s *savedTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		raw, err := os.ReadFile(filepath.Join(s.folder, filepath.FromSlash(c2spPath(tile))))
		if err != nil {
			return nil, err
		}
		all = append(all, raw)
	}
	return all, nil
}

// SaveTiles has nothing to keep: the reader calls it with tiles that it found to be authentic.
func (s *savedTiles) SaveTiles([]tlog.Tile, [][]byte) {}
